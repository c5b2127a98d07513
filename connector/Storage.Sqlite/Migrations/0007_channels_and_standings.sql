-- What payers say of channels and in answers, what standings are about, and the day on which a receivable was settled.
ALTER TABLE "Payers" ADD COLUMN "Phone" TEXT NULL;
ALTER TABLE "Payers" ADD COLUMN "PostalAddress" TEXT NULL;
ALTER TABLE "Payers" ADD COLUMN "Zone" TEXT NULL;
ALTER TABLE "Payers" ADD COLUMN "PreferredChannel" TEXT NULL;
ALTER TABLE "Receivables" ADD COLUMN "SettledOn" INTEGER NULL;
ALTER TABLE "Documents" ADD COLUMN "PayerLink" TEXT NULL;
ALTER TABLE "Standings" ADD COLUMN "Category" TEXT NULL;
ALTER TABLE "Standings" ADD COLUMN "AmountMinor" INTEGER NULL;
ALTER TABLE "Standings" ADD COLUMN "OwedMinor" INTEGER NULL;
ALTER TABLE "Standings" ADD COLUMN "Currency" TEXT NULL;
ALTER TABLE "Standings" ADD COLUMN "Parts" TEXT NULL;
ALTER TABLE "Standings" ADD COLUMN "Outcome" TEXT NULL;
ALTER TABLE "Contacts" ADD COLUMN "TriedAt" INTEGER NULL;
ALTER TABLE "Contacts" ADD COLUMN "NotBefore" INTEGER NULL;
ALTER TABLE "Contacts" ADD COLUMN "Waits" TEXT NULL;
ALTER TABLE "Contacts" ADD COLUMN "Segment" TEXT NULL;
ALTER TABLE "Contacts" ADD COLUMN "Outcome" TEXT NULL;

-- Messages sent before caps were counted count as tried when they were sent.
UPDATE "Contacts" SET "TriedAt" = COALESCE("SentAt", "PlannedAt") WHERE "State" IN ('Sent', 'Delivered', 'Unknown');

CREATE INDEX "IX_Contacts_School_PayerKey" ON "Contacts" ("School", "PayerKey");

CREATE TABLE "PayerChannels" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_PayerChannels" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "Channel" TEXT NOT NULL,
    "Standing" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "By" TEXT NOT NULL,
    "AnsweredAt" INTEGER NULL
);

CREATE UNIQUE INDEX "IX_PayerChannels_School_PayerKey_Channel" ON "PayerChannels" ("School", "PayerKey", "Channel");

CREATE TABLE "ContactReplies" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ContactReplies" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Channel" TEXT NOT NULL,
    "ContactReference" TEXT NULL,
    "PayerKey" TEXT NULL,
    "Kind" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "Text" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "Became" TEXT NULL
);

CREATE UNIQUE INDEX "IX_ContactReplies_School_Key" ON "ContactReplies" ("School", "Key");

PRAGMA user_version = 7;
