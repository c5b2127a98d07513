-- An enrolment that was judged is judged again as soon as anything that it was judged on changes: the database itself sees to it,
-- whoever writes. Rules and days are part of the mark.
ALTER TABLE "Episodes" ADD COLUMN "Judged" text COLLATE "C";

CREATE INDEX "IX_Episodes_School_LearnerKey" ON "Episodes" ("School", "LearnerKey");

CREATE FUNCTION "ChangedEpisodeIsJudgedAgain"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."Judged" := NULL;
    RETURN NEW;
END $$;

CREATE FUNCTION "ChangedEnrolmentIsJudgedAgain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed "Enrolments" := COALESCE(NEW, OLD);
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = changed."School" AND "CourseKey" = changed."CourseKey" AND "LearnerKey" = changed."LearnerKey"
        AND "Judged" IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION "ChangedLearnerIsJudgedAgain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed "Learners" := COALESCE(NEW, OLD);
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = changed."School" AND "LearnerKey" = changed."Key" AND "Judged" IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION "ChangedCourseIsJudgedAgain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed "Courses" := COALESCE(NEW, OLD);
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = changed."School" AND "CourseKey" = changed."Key" AND "Judged" IS NOT NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER "TR_Episodes_Judged" BEFORE UPDATE ON "Episodes" FOR EACH ROW
WHEN ((NEW."BeganOn", NEW."EndedOn", NEW."Billed") IS DISTINCT FROM (OLD."BeganOn", OLD."EndedOn", OLD."Billed"))
EXECUTE FUNCTION "ChangedEpisodeIsJudgedAgain"();

CREATE TRIGGER "TR_Enrolments_Judged" AFTER INSERT OR UPDATE OR DELETE ON "Enrolments" FOR EACH ROW
EXECUTE FUNCTION "ChangedEnrolmentIsJudgedAgain"();

CREATE TRIGGER "TR_Learners_Judged" AFTER INSERT OR DELETE ON "Learners" FOR EACH ROW
EXECUTE FUNCTION "ChangedLearnerIsJudgedAgain"();

CREATE TRIGGER "TR_Learners_Judged_Update" AFTER UPDATE ON "Learners" FOR EACH ROW
WHEN (NEW."Fact" IS DISTINCT FROM OLD."Fact")
EXECUTE FUNCTION "ChangedLearnerIsJudgedAgain"();

CREATE TRIGGER "TR_Courses_Judged" AFTER INSERT OR DELETE ON "Courses" FOR EACH ROW
EXECUTE FUNCTION "ChangedCourseIsJudgedAgain"();

CREATE TRIGGER "TR_Courses_Judged_Update" AFTER UPDATE ON "Courses" FOR EACH ROW
WHEN ((NEW."Fact", NEW."GoneAt") IS DISTINCT FROM (OLD."Fact", OLD."GoneAt"))
EXECUTE FUNCTION "ChangedCourseIsJudgedAgain"();

-- What is gone through by chunks in the order of its ids: without these, each chunk would go over all rows of the school.
DROP INDEX "IX_Episodes_School_Billed_Id";

CREATE INDEX "IX_Episodes_School_Id" ON "Episodes" ("School", "Id") WHERE NOT "Billed" AND "EndedOn" IS NULL;

CREATE INDEX "IX_Receivables_School_Id" ON "Receivables" ("School", "Id");

CREATE INDEX "IX_Payers_School_Id" ON "Payers" ("School", "Id");

CREATE INDEX "IX_Documents_School_Id" ON "Documents" ("School", "Id");

CREATE INDEX "IX_Payments_School_Id" ON "Payments" ("School", "Id");

UPDATE "SchemaVersion" SET "Version" = 4;
