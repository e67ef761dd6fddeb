-- When somebody last came back to a thread, to the day: a receipt is kept for 90 days from then. Nothing of old ones is known.

ALTER TABLE anonymous_thread ADD COLUMN opened INTEGER;
