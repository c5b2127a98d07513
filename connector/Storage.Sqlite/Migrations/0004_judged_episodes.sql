-- An enrolment that was judged is judged again as soon as anything that it was judged on changes: the database itself sees to it,
-- whoever writes. Rules and days are part of the mark.
ALTER TABLE "Episodes" ADD COLUMN "Judged" TEXT NULL;

CREATE INDEX "IX_Episodes_School_LearnerKey" ON "Episodes" ("School", "LearnerKey");

CREATE TRIGGER "TR_Episodes_Judged" AFTER UPDATE ON "Episodes"
WHEN NEW."Judged" IS NOT NULL
    AND (NEW."BeganOn" IS NOT OLD."BeganOn" OR NEW."EndedOn" IS NOT OLD."EndedOn" OR NEW."Billed" IS NOT OLD."Billed")
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL WHERE "Id" = NEW."Id";
END;

CREATE TRIGGER "TR_Enrolments_Judged_Insert" AFTER INSERT ON "Enrolments"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = NEW."School" AND "CourseKey" = NEW."CourseKey" AND "LearnerKey" = NEW."LearnerKey" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Enrolments_Judged_Update" AFTER UPDATE ON "Enrolments"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = NEW."School" AND "CourseKey" = NEW."CourseKey" AND "LearnerKey" = NEW."LearnerKey" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Enrolments_Judged_Delete" AFTER DELETE ON "Enrolments"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = OLD."School" AND "CourseKey" = OLD."CourseKey" AND "LearnerKey" = OLD."LearnerKey" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Learners_Judged_Insert" AFTER INSERT ON "Learners"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = NEW."School" AND "LearnerKey" = NEW."Key" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Learners_Judged_Update" AFTER UPDATE ON "Learners"
WHEN NEW."Fact" IS NOT OLD."Fact"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = NEW."School" AND "LearnerKey" = NEW."Key" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Learners_Judged_Delete" AFTER DELETE ON "Learners"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = OLD."School" AND "LearnerKey" = OLD."Key" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Courses_Judged_Insert" AFTER INSERT ON "Courses"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = NEW."School" AND "CourseKey" = NEW."Key" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Courses_Judged_Update" AFTER UPDATE ON "Courses"
WHEN NEW."Fact" IS NOT OLD."Fact" OR NEW."GoneAt" IS NOT OLD."GoneAt"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = NEW."School" AND "CourseKey" = NEW."Key" AND "Judged" IS NOT NULL;
END;

CREATE TRIGGER "TR_Courses_Judged_Delete" AFTER DELETE ON "Courses"
BEGIN
    UPDATE "Episodes" SET "Judged" = NULL
    WHERE "School" = OLD."School" AND "CourseKey" = OLD."Key" AND "Judged" IS NOT NULL;
END;

-- What is gone through by chunks in the order of its ids: without these, each chunk would go over all rows of the school.
DROP INDEX "IX_Episodes_School_Billed_Id";

CREATE INDEX "IX_Episodes_School_Id" ON "Episodes" ("School", "Id") WHERE NOT "Billed" AND "EndedOn" IS NULL;

CREATE INDEX "IX_Receivables_School_Id" ON "Receivables" ("School", "Id");

CREATE INDEX "IX_Payers_School_Id" ON "Payers" ("School", "Id");

CREATE INDEX "IX_Documents_School_Id" ON "Documents" ("School", "Id");

CREATE INDEX "IX_Payments_School_Id" ON "Payments" ("School", "Id");

PRAGMA user_version = 4;
