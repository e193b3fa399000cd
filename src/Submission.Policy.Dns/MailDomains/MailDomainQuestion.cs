namespace Submission.Policy.Lookups;

internal readonly record struct MailDomainQuestion(DomainName Domain, MailRecordTypes Types);
