-- The journal is append-only in the database itself: an entry is sealed once, its payload may be erased, and nothing else about it changes.
CREATE FUNCTION "JournalIsAppendOnly"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'the journal is append-only: an entry is never deleted';
    END IF;
    IF (NEW."Id", NEW."School", NEW."At", NEW."Actor", NEW."Kind", NEW."Subject", NEW."PayloadDigest")
            IS DISTINCT FROM (OLD."Id", OLD."School", OLD."At", OLD."Actor", OLD."Kind", OLD."Subject", OLD."PayloadDigest")
        OR (NEW."Payload" IS NOT NULL AND NEW."Payload" IS DISTINCT FROM OLD."Payload")
        OR (OLD."Position" IS NOT NULL
            AND (NEW."Position", NEW."Digest") IS DISTINCT FROM (OLD."Position", OLD."Digest"))
    THEN
        RAISE EXCEPTION 'the journal is append-only: an entry is never changed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "TR_Journal_Update" BEFORE UPDATE ON "Journal" FOR EACH ROW EXECUTE FUNCTION "JournalIsAppendOnly"();

CREATE TRIGGER "TR_Journal_Delete" BEFORE DELETE ON "Journal" FOR EACH ROW EXECUTE FUNCTION "JournalIsAppendOnly"();

CREATE TRIGGER "TR_Journal_Truncate" BEFORE TRUNCATE ON "Journal" FOR EACH STATEMENT EXECUTE FUNCTION "JournalIsAppendOnly"();

UPDATE "SchemaVersion" SET "Version" = 3;
