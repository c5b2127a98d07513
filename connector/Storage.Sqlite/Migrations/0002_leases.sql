-- Several nodes need PostgreSQL: here whose turn it is shows in a lock file, and this table stays empty.
CREATE TABLE "Leases" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Leases" PRIMARY KEY AUTOINCREMENT,
    "Name" TEXT NOT NULL,
    "Owner" TEXT NOT NULL,
    "TakenAt" INTEGER NOT NULL,
    "Until" INTEGER NOT NULL
);

CREATE UNIQUE INDEX "IX_Leases_Name" ON "Leases" ("Name");

PRAGMA user_version = 2;
