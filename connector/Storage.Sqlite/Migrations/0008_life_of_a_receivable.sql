-- Agreements that end, charges for paying late, credit notes over a part, and where electronic invoicing stands.

ALTER TABLE "Agreements" ADD COLUMN "EndedOn" INTEGER NULL;
ALTER TABLE "Agreements" ADD COLUMN "ChargeFor" TEXT NULL;
ALTER TABLE "Agreements" ADD COLUMN "NextPartOn" INTEGER NULL;
ALTER TABLE "Documents" ADD COLUMN "Part" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Documents" ADD COLUMN "LegalState" TEXT NULL;
ALTER TABLE "Documents" ADD COLUMN "LegalNumber" TEXT NULL;

CREATE INDEX "IX_Agreements_School_ChargeFor" ON "Agreements" ("School", "ChargeFor") WHERE "ChargeFor" IS NOT NULL;

PRAGMA user_version = 8;
