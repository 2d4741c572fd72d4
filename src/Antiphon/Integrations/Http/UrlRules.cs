using Antiphon.Http;
using Antiphon.Language.Templates;
using Antiphon.Outgoing;

namespace Antiphon.Integrations.Http;

/// <summary>Where a call may go, as far as it can be told before it goes there.</summary>
internal static class UrlRules
{
    public const int MaxLength = 2048;

    /// <summary>An address with variables, none of them in the scheme or the host.</summary>
    public static void CheckTemplate(FieldErrors errors, string field, string url, OutgoingRules door)
    {
        errors.MaxLength(field, url, MaxLength);
        if (errors.Has(field))
        {
            return;
        }

        var template = Template.Parse(url);
        if (!TemplateChecks.Check(errors, field, template))
        {
            return;
        }

        if (template.Paths.Count > 0 && !template.HasFixedHost)
        {
            errors.AddAt(field, "The scheme and the host must be written out: no variable may stand in them.");
            return;
        }

        Check(errors, field, template.Render(TemplateChecks.NoFacts, new RenderOptions(Escaping.Url)).Text, door);
    }

    /// <summary>An address as it is.</summary>
    public static void Check(FieldErrors errors, string field, string url, OutgoingRules door)
    {
        errors.MaxLength(field, url, MaxLength);
        if (errors.Has(field))
        {
            return;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0 || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            errors.AddAt(field, "Not a valid URL.");
            return;
        }

        errors.AddIf(!door.MayBePlain && address.Scheme != Uri.UriSchemeHttps, field, "Must begin with https://.")
            .AddIf(address.UserInfo.Length > 0, field, "A URL may not hold credentials: use a header or oauth2.");
        if (!errors.Has(field) && door.Objection(address) is { } objection)
        {
            errors.Add(field, objection);
        }
    }
}
