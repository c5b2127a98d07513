-- What every guard answered for a suspension that was due, and standings that end at an instant instead of a day.
CREATE TABLE "SuspensionReviews" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_SuspensionReviews" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "CourseKey" TEXT NOT NULL,
    "LearnerKey" TEXT NOT NULL,
    "CausedBy" TEXT NOT NULL,
    "Answers" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "SeenAt" INTEGER NOT NULL
);

CREATE UNIQUE INDEX "IX_SuspensionReviews_School_CourseKey_LearnerKey" ON "SuspensionReviews" ("School", "CourseKey", "LearnerKey");

ALTER TABLE "Standings" ADD COLUMN "EndsAt" INTEGER NULL;

PRAGMA user_version = 5;
