using System.Text;

namespace Antiphon.Language.Templates;

/// <summary>Something in a template that is not what its writer meant.</summary>
/// <param name="Position">Where it begins, from 0.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record TemplateProblem(int Position, string Message);

/// <summary>
/// A text with variables: <c>Hi {{ticket.customer.firstname|fallback("there")}}</c>. Parsed once, rendered as often as wanted; what a value says is never read
/// as a template again. Braces that are no variable stay text and are told in <see cref="Problems"/>. Contract pages: macros, "Template variables", and
/// integrations and webhooks, "Template variables".
/// </summary>
public sealed class Template
{
    /// <summary>The longest text that is read for variables, in characters; a longer one stays as it is.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>The most variables of one template; further ones stay as they are.</summary>
    public const int MaxVariables = 10_000;

    private readonly IReadOnlyList<TemplatePart> parts;

    private Template(string source, IReadOnlyList<TemplatePart> parts, IReadOnlyList<TemplateProblem> problems)
    {
        Source = source;
        this.parts = parts;
        Problems = problems;
        Paths = [.. parts.Where(part => part.Variable is not null).Select(part => part.Variable!.Path)];
    }

    /// <summary>The text as it was written.</summary>
    public string Source { get; }

    /// <summary>What looks like a variable and is none, and filters that do not exist.</summary>
    public IReadOnlyList<TemplateProblem> Problems { get; }

    /// <summary>The facts that the template asks for, in order.</summary>
    public IReadOnlyList<FactPath> Paths { get; }

    /// <summary>Whether the template begins with a scheme and a host in which no variable stands, so that a value cannot choose where a request goes.</summary>
    public bool HasFixedHost
    {
        get
        {
            var start = parts is [{ Text: { } text }, ..] ? text : "";
            var host = start.IndexOf("://", StringComparison.Ordinal);
            return host > 0 && (parts.Count == 1 || start.AsSpan(host + 3).IndexOfAny('/', '?', '#') > 0);
        }
    }

    /// <summary>The filter <c>tojson</c> behind a variable that is the whole text: what becomes of it is a JSON value and no text.</summary>
    internal TemplateVariable? WholeJson =>
        parts is [{ Variable: { } variable }] && variable.Filters is [.., { Name: "tojson" }] ? variable : null;

    /// <summary>Reads a template that is plain text. Never fails.</summary>
    /// <param name="source">The text.</param>
    /// <returns>The template.</returns>
    public static Template Parse(string source) => Parse(source, html: false);

    /// <summary>Reads a template that is HTML, where an editor may have written the quotes of a filter as <c>&amp;quot;</c>. Never fails.</summary>
    /// <param name="source">The HTML.</param>
    /// <returns>The template.</returns>
    public static Template ParseHtml(string source) => Parse(source, html: true);

    /// <summary>Fills the variables. Never fails, whatever the values are.</summary>
    /// <param name="facts">The values.</param>
    /// <param name="options">How; plain text when absent.</param>
    /// <returns>The text, and what could not be filled.</returns>
    public Rendering Render(IFacts facts, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        options ??= RenderOptions.Text;
        var text = new StringBuilder();
        var missing = new List<string>();
        var json = new JsonPlace();
        foreach (var part in parts)
        {
            var piece = part.Text ?? part.Variable!.Render(facts, options, json.InString, missing);
            if (part.Text is not null && options.Escaping is Escaping.Json)
            {
                json.Pass(piece);
            }

            if (text.Length + piece.Length > RenderOptions.MaxLength)
            {
                return new Rendering("", missing, IsTooLong: true);
            }

            text.Append(piece);
        }

        return new Rendering(text.ToString(), missing);
    }

    private static Template Parse(string source, bool html)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > MaxLength)
        {
            return new Template(source, [new TemplatePart(source, null)], [new TemplateProblem(MaxLength, "The text is too long for variables.")]);
        }

        var (parts, problems) = new TemplateReader(source, html).Read();
        return new Template(source, parts, problems);
    }
}
