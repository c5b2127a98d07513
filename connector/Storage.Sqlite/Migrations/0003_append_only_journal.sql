-- The journal is append-only in the database itself: an entry is sealed once, its payload may be erased, and nothing else about it changes.
CREATE TRIGGER "TR_Journal_Update" BEFORE UPDATE ON "Journal"
WHEN NEW."Id" IS NOT OLD."Id"
    OR NEW."School" IS NOT OLD."School"
    OR NEW."At" IS NOT OLD."At"
    OR NEW."Actor" IS NOT OLD."Actor"
    OR NEW."Kind" IS NOT OLD."Kind"
    OR NEW."Subject" IS NOT OLD."Subject"
    OR NEW."PayloadDigest" IS NOT OLD."PayloadDigest"
    OR (NEW."Payload" IS NOT OLD."Payload" AND NEW."Payload" IS NOT NULL)
    OR (OLD."Position" IS NOT NULL AND (NEW."Position" IS NOT OLD."Position" OR NEW."Digest" IS NOT OLD."Digest"))
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: an entry is never changed');
END;

CREATE TRIGGER "TR_Journal_Delete" BEFORE DELETE ON "Journal"
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only: an entry is never deleted');
END;

PRAGMA user_version = 3;
