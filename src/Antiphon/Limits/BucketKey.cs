namespace Antiphon.Limits;

internal readonly record struct BucketKey(long AccountId, CredentialKind Kind);
