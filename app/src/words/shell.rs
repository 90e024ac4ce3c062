//! What the frame around each page says.
