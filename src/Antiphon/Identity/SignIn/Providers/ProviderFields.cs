using System.Text.RegularExpressions;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Outgoing;
using Antiphon.Secrets;

namespace Antiphon.Identity.SignIn.Providers;

/// <summary>The rules of a provider's fields, for new ones and changed ones alike.</summary>
internal sealed partial class ProviderFields(OutgoingRules door, SecretKeys keys)
{
    public void CheckIssuer(FieldErrors errors, string? issuer)
    {
        errors.RequiredText("issuer", issuer).MaxLength("issuer", issuer, SignInProvider.MaxIssuerLength);
        if (errors.Has("issuer"))
        {
            return;
        }

        var isUrl = Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url is { Scheme: "https" or "http", Query: "", Fragment: "" } && issuer!.All(letter => letter is > ' ' and < '\x7F');
        errors.AddIf(!isUrl, "issuer", "Not a valid issuer: an absolute URL without query and fragment.")
            .AddIf(url is { Scheme: "http" } && !door.MayBePlain, "issuer", "Must begin with https://.")
            .AddIf(door.Objection(url) is not null, "issuer", door.Objection(url) ?? "");
    }

    public void CheckOthers(FieldErrors errors, string? name, string? clientId, string? secret, IReadOnlyList<string>? domains, string? joinRole)
    {
        errors.RequiredText("name", name).MaxLength("name", name, SignInProvider.MaxNameLength)
            .AddIf(name is not null && name.Any(char.IsControl), "name", "Must not have control characters.")
            .RequiredText("client_id", clientId).MaxLength("client_id", clientId, SignInProvider.MaxClientIdLength)
            .AddIf(clientId is not null && clientId.Any(letter => letter is < ' ' or > '~'), "client_id", "Must be printable ASCII.")
            .NotEmpty("client_secret", secret?.Length)
            .MaxLength("client_secret", secret, SignInProvider.MaxSecretLength)
            .AddIf(secret is not null && !keys.CanSeal, "client_secret", "This server has no master key, so it cannot keep secrets: its operator has to set Secrets:Key.")
            .OneOf("join_role", joinRole, SignInProviderWords.JoinRoles)
            .Required("allowed_domains", domains)
            .AddIf(domains is { Count: 0 }, "allowed_domains", "Must have at least 1 item.")
            .AddIf(domains is { Count: > SignInProvider.MostDomains }, "allowed_domains", $"Must have at most {SignInProvider.MostDomains} items.");
        for (var i = 0; i < Math.Min(domains?.Count ?? 0, SignInProvider.MostDomains); i++)
        {
            if (domains![i] is not { } domain || !DomainPattern().IsMatch(domain))
            {
                errors.Under("allowed_domains").Add($"{i}", "Not a valid domain: letters that are not ASCII are written as xn--.");
            }
        }
    }

    /// <summary>The domains as they are kept.</summary>
    public static string[] Domains(IEnumerable<string> domains) => [.. domains.Select(domain => domain.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(
        "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DomainPattern();
}
