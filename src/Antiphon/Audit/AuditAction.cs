namespace Antiphon.Audit;

/// <summary>What is audited and is no event; the names of events stand in <see cref="Contract.EventType"/>. docs/audit.md lists both.</summary>
internal static class AuditAction
{
    public const string AccountHostAdded = "account-host-added";
    public const string AccountHostRemoved = "account-host-removed";
    public const string AgentCallApproved = "agent-call-approved";
    public const string AgentCallDenied = "agent-call-denied";
    public const string ApiKeyCreated = "api-key-created";
    public const string ApiKeyRefused = "api-key-refused";
    public const string AppApproved = "app-approved";
    public const string AppCreated = "app-created";
    public const string AppDeleted = "app-deleted";
    public const string AppForgotten = "app-forgotten";
    public const string AppRegistered = "app-registered";
    public const string AppSecretRotated = "app-secret-rotated";
    public const string AppUninstalled = "app-uninstalled";
    public const string AppUpdated = "app-updated";
    public const string AuditShortened = "audit-shortened";
    public const string DemoLoaded = "demo-loaded";
    public const string GrantRevoked = "grant-revoked";
    public const string PasswordHashRenewed = "password-hash-renewed";
    public const string PasswordResetAsked = "password-reset-asked";
    public const string RecoveryCodeUsed = "recovery-code-used";
    public const string RequestRefused = "request-refused";
    public const string ScopesRefused = "scopes-refused";
    public const string SecretKeyCreated = "secret-key-created";
    public const string SecretKeySealedAnew = "secret-key-sealed-anew";
    public const string SessionRefused = "session-refused";
    public const string SignInConnected = "sign-in-connected";
    public const string SignInDisconnected = "sign-in-disconnected";
    public const string SignInFailed = "sign-in-failed";
    public const string SignInProviderCreated = "sign-in-provider-created";
    public const string SignInProviderDeleted = "sign-in-provider-deleted";
    public const string SignInProviderUpdated = "sign-in-provider-updated";
    public const string SigningKeyCreated = "signing-key-created";
    public const string TokenRefused = "token-refused";
    public const string TokenRevoked = "token-revoked";
    public const string TokensIssued = "tokens-issued";
}

/// <summary>Kinds of objects that no event is about.</summary>
internal static class AuditObject
{
    public const string AgentApproval = "AgentApproval";
    public const string ApiKey = "ApiKey";
    public const string App = "App";
    public const string AppGrant = "AppGrant";
    public const string AuditLog = "AuditLog";
    public const string Route = "Route";
    public const string SecretKey = "SecretKey";
    public const string SignInProvider = "SignInProvider";
    public const string SigningKey = "SigningKey";
}
