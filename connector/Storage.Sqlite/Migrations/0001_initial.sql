CREATE TABLE "AccessRecords" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AccessRecords" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "CourseKey" TEXT NOT NULL,
    "LearnerKey" TEXT NOT NULL,
    "Stage" TEXT NOT NULL,
    "Methods" TEXT NOT NULL,
    "Snapshot" TEXT NOT NULL,
    "CausedBy" TEXT NOT NULL,
    "DecisionId" INTEGER NULL,
    "PlannedAt" INTEGER NOT NULL,
    "SuspendedAt" INTEGER NULL,
    "ReleasedAt" INTEGER NULL,
    "RestoredAt" INTEGER NULL,
    "Problem" TEXT NULL
);


CREATE TABLE "Contacts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Contacts" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "Rung" TEXT NOT NULL,
    "Template" TEXT NOT NULL,
    "Channel" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "PlannedAt" INTEGER NOT NULL,
    "SentAt" INTEGER NULL,
    "ProviderKey" TEXT NULL
);


CREATE TABLE "Courses" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Courses" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Fact" TEXT NOT NULL,
    "Digest" TEXT NOT NULL,
    "ShortName" TEXT NOT NULL,
    "FirstListedAt" INTEGER NULL,
    "GoneAt" INTEGER NULL
);


CREATE TABLE "Decisions" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Decisions" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "ReceivableRef" TEXT NOT NULL,
    "Code" TEXT NOT NULL,
    "Rung" TEXT NULL,
    "Arguments" TEXT NOT NULL,
    "PolicyVersion" TEXT NOT NULL,
    "TakenOn" INTEGER NOT NULL
);


CREATE TABLE "Documents" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Documents" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Revision" INTEGER NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "CustomerKey" TEXT NOT NULL,
    "Currency" TEXT NOT NULL,
    "IssueOn" INTEGER NOT NULL,
    "ExpectedMinor" INTEGER NOT NULL,
    "ExpectedBasis" TEXT NOT NULL,
    "Standing" TEXT NOT NULL,
    "Adopted" INTEGER NOT NULL,
    "ErpKey" TEXT NULL,
    "Number" TEXT NULL,
    "UntaxedMinor" INTEGER NOT NULL,
    "TotalMinor" INTEGER NOT NULL,
    "OpenMinor" INTEGER NOT NULL,
    "Version" TEXT NULL,
    "ReversesReference" TEXT NULL
);


CREATE TABLE "Enrolments" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Enrolments" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "CourseKey" TEXT NOT NULL,
    "LearnerKey" TEXT NOT NULL,
    "Method" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    "StartsAt" INTEGER NULL,
    "EndsAt" INTEGER NULL,
    "WindowKnown" INTEGER NOT NULL,
    "IsLearner" INTEGER NULL,
    "FirstSeenAt" INTEGER NOT NULL,
    "GoneAt" INTEGER NULL
);


CREATE TABLE "Episodes" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Episodes" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "CourseKey" TEXT NOT NULL,
    "LearnerKey" TEXT NOT NULL,
    "Number" INTEGER NOT NULL,
    "BeganOn" INTEGER NULL,
    "EndedOn" INTEGER NULL,
    "Billed" INTEGER NOT NULL,
    "NotBilled" TEXT NULL
);


CREATE TABLE "Inbox" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Inbox" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Source" TEXT NOT NULL,
    "EventKey" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "Body" TEXT NOT NULL,
    "ReceivedAt" INTEGER NOT NULL,
    "ProcessedAt" INTEGER NULL,
    "Problem" TEXT NULL
);


CREATE TABLE "Intents" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Intents" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "Payload" TEXT NOT NULL,
    "PayloadDigest" TEXT NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "LastAnswer" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "SentAt" INTEGER NULL,
    "NextAt" INTEGER NULL,
    "LeaseOwner" TEXT NULL,
    "LeaseUntil" INTEGER NULL
);


CREATE TABLE "Journal" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Journal" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "Actor" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Subject" TEXT NOT NULL,
    "PayloadDigest" TEXT NOT NULL,
    "Payload" TEXT NULL,
    "Position" INTEGER NULL,
    "Digest" TEXT NULL
);


CREATE TABLE "Learners" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Learners" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Fact" TEXT NOT NULL,
    "Digest" TEXT NOT NULL,
    "ReadAt" INTEGER NOT NULL
);


CREATE TABLE "Payers" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Payers" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "LearnerKey" TEXT NULL,
    "Name" TEXT NOT NULL,
    "IsCompany" INTEGER NOT NULL,
    "Email" TEXT NULL,
    "TaxId" TEXT NULL,
    "Country" TEXT NULL,
    "Language" TEXT NULL,
    "Fields" TEXT NOT NULL
);


CREATE TABLE "Payments" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Payments" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Source" TEXT NOT NULL,
    "SourceKey" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "StateAt" INTEGER NOT NULL,
    "AmountMinor" INTEGER NOT NULL,
    "RefundedMinor" INTEGER NOT NULL,
    "Currency" TEXT NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "SeenAt" INTEGER NOT NULL,
    "ErpKey" TEXT NULL,
    "UnallocatedMinor" INTEGER NOT NULL
);


CREATE TABLE "PayPages" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_PayPages" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "PageKey" TEXT NOT NULL,
    "AmountMinor" INTEGER NOT NULL,
    "Currency" TEXT NOT NULL,
    "Attempt" INTEGER NOT NULL,
    "Url" TEXT NOT NULL,
    "ExpiresAt" INTEGER NOT NULL
);


CREATE TABLE "Readings" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Readings" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Source" TEXT NOT NULL,
    "Cursor" TEXT NULL,
    "ReadAt" INTEGER NULL
);


CREATE TABLE "Runs" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Runs" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "StartedAt" INTEGER NOT NULL,
    "EndedAt" INTEGER NULL,
    "Actor" TEXT NOT NULL,
    "DryRun" INTEGER NOT NULL,
    "Report" TEXT NULL
);


CREATE TABLE "Standings" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Standings" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "SubjectKind" TEXT NOT NULL,
    "SubjectKey" TEXT NOT NULL,
    "Until" INTEGER NULL,
    "By" TEXT NOT NULL,
    "Why" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "EndedAt" INTEGER NULL
);


CREATE TABLE "ContactItems" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ContactItems" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "ContactId" INTEGER NOT NULL,
    "ReceivableRef" TEXT NOT NULL,
    "Rung" TEXT NOT NULL,
    CONSTRAINT "FK_ContactItems_Contacts_ContactId" FOREIGN KEY ("ContactId") REFERENCES "Contacts" ("Id") ON DELETE CASCADE
);


CREATE TABLE "DocumentLines" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_DocumentLines" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "DocumentId" INTEGER NOT NULL,
    "ReceivableRef" TEXT NOT NULL,
    "AmountMinor" INTEGER NOT NULL,
    "DueLineKey" TEXT NULL,
    "OpenMinor" INTEGER NOT NULL,
    CONSTRAINT "FK_DocumentLines_Documents_DocumentId" FOREIGN KEY ("DocumentId") REFERENCES "Documents" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Agreements" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Agreements" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Origin" TEXT NOT NULL,
    "OriginKey" TEXT NOT NULL,
    "Episode" INTEGER NOT NULL,
    "EpisodeRowId" INTEGER NULL,
    "Revision" INTEGER NOT NULL,
    "CourseKey" TEXT NOT NULL,
    "LearnerKey" TEXT NOT NULL,
    "Terms" TEXT NOT NULL,
    "TermsDigest" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_Agreements_Episodes_EpisodeRowId" FOREIGN KEY ("EpisodeRowId") REFERENCES "Episodes" ("Id")
);


CREATE TABLE "PayerBindings" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_PayerBindings" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "PayerId" INTEGER NOT NULL,
    "System" TEXT NOT NULL,
    "RemoteKey" TEXT NOT NULL,
    "How" TEXT NOT NULL,
    "BoundAt" INTEGER NOT NULL,
    CONSTRAINT "FK_PayerBindings_Payers_PayerId" FOREIGN KEY ("PayerId") REFERENCES "Payers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "PayerIdentifiers" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_PayerIdentifiers" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "PayerId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    CONSTRAINT "FK_PayerIdentifiers_Payers_PayerId" FOREIGN KEY ("PayerId") REFERENCES "Payers" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Allocations" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Allocations" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "PaymentId" INTEGER NOT NULL,
    "ReceivableRef" TEXT NOT NULL,
    "AmountMinor" INTEGER NOT NULL,
    "SettlementKey" TEXT NULL,
    CONSTRAINT "FK_Allocations_Payments_PaymentId" FOREIGN KEY ("PaymentId") REFERENCES "Payments" ("Id") ON DELETE CASCADE
);


CREATE TABLE "AgreementShare" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AgreementShare" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "AgreementId" INTEGER NOT NULL,
    "Number" INTEGER NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "BasisPoints" INTEGER NOT NULL,
    CONSTRAINT "FK_AgreementShare_Agreements_AgreementId" FOREIGN KEY ("AgreementId") REFERENCES "Agreements" ("Id") ON DELETE CASCADE
);


CREATE TABLE "Receivables" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Receivables" PRIMARY KEY AUTOINCREMENT,
    "School" TEXT NOT NULL,
    "Reference" TEXT NOT NULL,
    "AgreementId" INTEGER NOT NULL,
    "PayerKey" TEXT NOT NULL,
    "CourseKey" TEXT NOT NULL,
    "LearnerKey" TEXT NOT NULL,
    "Instalment" INTEGER NOT NULL,
    "Share" INTEGER NOT NULL,
    "Description" TEXT NOT NULL,
    "AmountMinor" INTEGER NOT NULL,
    "Currency" TEXT NOT NULL,
    "Basis" TEXT NOT NULL,
    "TaxCode" TEXT NULL,
    "IssueOn" INTEGER NOT NULL,
    "DueOn" INTEGER NOT NULL,
    "TaxOn" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "DecisionId" INTEGER NULL,
    CONSTRAINT "FK_Receivables_Agreements_AgreementId" FOREIGN KEY ("AgreementId") REFERENCES "Agreements" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_Receivables_Decisions_DecisionId" FOREIGN KEY ("DecisionId") REFERENCES "Decisions" ("Id")
);


CREATE INDEX "IX_AccessRecords_School_CourseKey_LearnerKey" ON "AccessRecords" ("School", "CourseKey", "LearnerKey");


CREATE INDEX "IX_Agreements_EpisodeRowId" ON "Agreements" ("EpisodeRowId");


CREATE UNIQUE INDEX "IX_Agreements_School_Origin_OriginKey_Episode" ON "Agreements" ("School", "Origin", "OriginKey", "Episode");


CREATE INDEX "IX_AgreementShare_AgreementId" ON "AgreementShare" ("AgreementId");


CREATE INDEX "IX_Allocations_PaymentId" ON "Allocations" ("PaymentId");


CREATE INDEX "IX_Allocations_School_ReceivableRef" ON "Allocations" ("School", "ReceivableRef");


CREATE INDEX "IX_ContactItems_ContactId" ON "ContactItems" ("ContactId");


CREATE UNIQUE INDEX "IX_ContactItems_School_ReceivableRef_Rung" ON "ContactItems" ("School", "ReceivableRef", "Rung");


CREATE UNIQUE INDEX "IX_Contacts_School_Reference" ON "Contacts" ("School", "Reference");


CREATE UNIQUE INDEX "IX_Courses_School_Key" ON "Courses" ("School", "Key");


CREATE INDEX "IX_Decisions_School_ReceivableRef" ON "Decisions" ("School", "ReceivableRef");


CREATE INDEX "IX_DocumentLines_DocumentId" ON "DocumentLines" ("DocumentId");


CREATE INDEX "IX_DocumentLines_School_ReceivableRef" ON "DocumentLines" ("School", "ReceivableRef");


CREATE UNIQUE INDEX "IX_Documents_School_ErpKey" ON "Documents" ("School", "ErpKey");


CREATE UNIQUE INDEX "IX_Documents_School_Reference" ON "Documents" ("School", "Reference");


CREATE UNIQUE INDEX "IX_Enrolments_School_CourseKey_LearnerKey_Method" ON "Enrolments" ("School", "CourseKey", "LearnerKey", "Method");


CREATE INDEX "IX_Episodes_School_Billed_Id" ON "Episodes" ("School", "Billed", "Id");


CREATE UNIQUE INDEX "IX_Episodes_School_CourseKey_LearnerKey_Number" ON "Episodes" ("School", "CourseKey", "LearnerKey", "Number");


CREATE INDEX "IX_Inbox_School_ProcessedAt" ON "Inbox" ("School", "ProcessedAt");


CREATE UNIQUE INDEX "IX_Inbox_School_Source_EventKey" ON "Inbox" ("School", "Source", "EventKey");


CREATE UNIQUE INDEX "IX_Intents_School_Kind_Reference" ON "Intents" ("School", "Kind", "Reference");


CREATE INDEX "IX_Intents_School_State_Kind" ON "Intents" ("School", "State", "Kind");


CREATE UNIQUE INDEX "IX_Journal_School_Position" ON "Journal" ("School", "Position");


CREATE INDEX "IX_Journal_School_Subject" ON "Journal" ("School", "Subject");


CREATE UNIQUE INDEX "IX_Learners_School_Key" ON "Learners" ("School", "Key");


CREATE UNIQUE INDEX "IX_PayerBindings_PayerId_System" ON "PayerBindings" ("PayerId", "System");


CREATE UNIQUE INDEX "IX_PayerBindings_School_System_RemoteKey" ON "PayerBindings" ("School", "System", "RemoteKey");


CREATE INDEX "IX_PayerIdentifiers_PayerId" ON "PayerIdentifiers" ("PayerId");


CREATE INDEX "IX_PayerIdentifiers_School_Kind_Value" ON "PayerIdentifiers" ("School", "Kind", "Value");


CREATE UNIQUE INDEX "IX_Payers_School_Key" ON "Payers" ("School", "Key");


CREATE INDEX "IX_Payments_School_PayerKey" ON "Payments" ("School", "PayerKey");


CREATE UNIQUE INDEX "IX_Payments_School_Source_SourceKey" ON "Payments" ("School", "Source", "SourceKey");


CREATE UNIQUE INDEX "IX_PayPages_School_Reference" ON "PayPages" ("School", "Reference");


CREATE UNIQUE INDEX "IX_Readings_School_Source" ON "Readings" ("School", "Source");


CREATE INDEX "IX_Receivables_AgreementId" ON "Receivables" ("AgreementId");


CREATE INDEX "IX_Receivables_DecisionId" ON "Receivables" ("DecisionId");


CREATE INDEX "IX_Receivables_School_PayerKey" ON "Receivables" ("School", "PayerKey");


CREATE UNIQUE INDEX "IX_Receivables_School_Reference" ON "Receivables" ("School", "Reference");


CREATE INDEX "IX_Runs_School_StartedAt" ON "Runs" ("School", "StartedAt");


CREATE INDEX "IX_Standings_School_SubjectKind_SubjectKey" ON "Standings" ("School", "SubjectKind", "SubjectKey");



PRAGMA user_version = 1;
