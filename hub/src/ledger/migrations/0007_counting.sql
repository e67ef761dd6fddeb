-- How many of a kind somebody began within an hour is found without reading what they are.
DROP INDEX subject_reporter;
CREATE INDEX subject_reporter ON subject (reporter, kind, submitted_at);
