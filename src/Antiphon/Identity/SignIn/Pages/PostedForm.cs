using Microsoft.AspNetCore.Http.Features;

namespace Antiphon.Identity.SignIn.Pages;

/// <summary>The fields of a form that one of our pages sent. A forged one, or one that is no form, is none.</summary>
internal sealed class PostedForm(IFormCollection fields)
{
    private const long Largest = 64 * 1024;

    /// <summary>A field's value; the empty text when it is missing.</summary>
    public string this[string name] => fields.TryGetValue(name, out var values) && values.Count == 1 ? values[0] ?? "" : "";

    public static async Task<PostedForm?> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType || !SameOrigin.Allows(http))
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Largest;
        }

        try
        {
            var form = new PostedForm(await http.Request.ReadFormAsync(cancellationToken));
            return FormTokens.Matches(http, form[FormTokens.Field]) ? form : null;
        }
        catch (InvalidDataException)
        {
            // More fields, or longer ones, than any of our forms has.
            return null;
        }
    }
}
