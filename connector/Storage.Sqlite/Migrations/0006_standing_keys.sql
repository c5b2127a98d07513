-- What a learner does on the self-service page happens once, however often and wherever it is sent.
ALTER TABLE "Standings" ADD COLUMN "Key" TEXT NULL;

CREATE UNIQUE INDEX "IX_Standings_School_Key" ON "Standings" ("School", "Key");

PRAGMA user_version = 6;
