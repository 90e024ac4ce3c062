-- A claim writes the item's fence, its decision what it came to: with room on the row's own page the fence alone is written, and
-- not every index of items with it. Of a million items each of those pages is another, and the first write to a page after a
-- checkpoint writes the whole page to the log. Holds for pages that are filled from now on.
alter table items set (fillfactor = 85);
