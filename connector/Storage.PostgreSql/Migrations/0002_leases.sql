UPDATE "SchemaVersion" SET "Version" = 2;
