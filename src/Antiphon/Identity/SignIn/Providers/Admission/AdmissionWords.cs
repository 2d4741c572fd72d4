namespace Antiphon.Identity.SignIn.Providers.Admission;

/// <summary>Says to a person why they did not come in. What a forged answer would learn from is not said.</summary>
internal static class AdmissionWords
{
    public static string Of(string reason, string provider, string? email) => reason switch
    {
        "state" => "This sign-in was begun in another browser, or too long ago. Begin it again. Cookies must be allowed.",
        "denied" => $"{provider} did not sign you in.",
        "email-not-verified" => $"{provider} does not say that it has checked your e-mail address, so it cannot open anything here.",
        "domain" => $"Addresses such as {email} do not sign in here with {provider}.",
        "no-user" => $"Nobody here has the address {email}. Ask an admin to invite you.",
        "has-password" => $"{email} has a password here. Sign in with it once and then connect {provider} under \"Your sign-in\": so nobody else can do it for you.",
        "other-address" => $"{provider} knows you as {email}, which is not your address here.",
        "other-identity" => $"Somebody else at {provider} is connected with {email}. Ask an admin.",
        "taken" => $"This sign-in at {provider} belongs to somebody else here.",
        "deactivated" => "You cannot sign in here any more. Ask an admin.",
        _ => $"What {provider} answered cannot be believed. Try again; if it stays so, tell an admin.",
    };
}
