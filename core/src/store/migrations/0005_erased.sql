-- What of an event was erased here, because its time was up: nothing, `*` for all parts, or their names with commas between. What
-- comes again of it is not kept again.

ALTER TABLE event ADD COLUMN erased TEXT;
