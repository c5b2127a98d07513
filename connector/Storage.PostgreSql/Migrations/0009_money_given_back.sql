-- What of a payment was entered in the ERP as given back. Until now people entered it there by hand, as the report asked them to.
ALTER TABLE "Payments" ADD COLUMN "GivenBackMinor" bigint NOT NULL DEFAULT 0;

UPDATE "Payments" SET "GivenBackMinor" = "RefundedMinor" WHERE "ErpKey" IS NOT NULL AND "Source" <> 'erp';
UPDATE "Payments" SET "GivenBackMinor" = "AmountMinor" WHERE "ErpKey" IS NOT NULL AND "Source" <> 'erp' AND "State" = 'Disputed';

UPDATE "SchemaVersion" SET "Version" = 9;
