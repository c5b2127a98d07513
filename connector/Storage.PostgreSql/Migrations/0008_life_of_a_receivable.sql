-- Agreements that end, charges for paying late, credit notes over a part, and where electronic invoicing stands.

ALTER TABLE "Agreements" ADD COLUMN "EndedOn" integer;
ALTER TABLE "Agreements" ADD COLUMN "ChargeFor" text COLLATE "C";
ALTER TABLE "Agreements" ADD COLUMN "NextPartOn" integer;
ALTER TABLE "Documents" ADD COLUMN "Part" boolean NOT NULL DEFAULT false;
ALTER TABLE "Documents" ADD COLUMN "LegalState" text COLLATE "C";
ALTER TABLE "Documents" ADD COLUMN "LegalNumber" text COLLATE "C";

CREATE INDEX "IX_Agreements_School_ChargeFor" ON "Agreements" ("School", "ChargeFor") WHERE "ChargeFor" IS NOT NULL;

UPDATE "SchemaVersion" SET "Version" = 8;
