namespace Antiphon.Limits;

/// <summary>An account has one bucket for each kind, shared by everything that calls with that kind. The numbers are stored.</summary>
internal enum CredentialKind
{
    /// <summary>An API key over HTTP Basic, and the inbox's own sessions.</summary>
    ApiKey = 1,

    /// <summary>An OAuth2 app with a bearer token.</summary>
    App = 2,
}
