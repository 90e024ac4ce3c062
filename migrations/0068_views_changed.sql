-- A view can be changed; whose it is stays.
grant update (name, filter, shared) on views to vitrine_app;
