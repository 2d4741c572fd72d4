namespace Antiphon.Language.Templates;

/// <summary>What the rendered text becomes part of, which decides how values are written into it.</summary>
public enum Escaping
{
    /// <summary>Plain text: values as they are.</summary>
    None,

    /// <summary>HTML: values are escaped, so that they are text and never markup.</summary>
    Html,

    /// <summary>
    /// JSON that is parsed afterwards: inside a string literal values are escaped, outside of one they are written as JSON values, so quotes and line breaks
    /// of a value cannot break it.
    /// </summary>
    Json,

    /// <summary>One string of a JSON value that is parsed already: as <see cref="None"/>, but booleans are <c>True</c> and <c>False</c> as receivers know them.</summary>
    JsonText,

    /// <summary>An address: values are percent-encoded.</summary>
    Url,

    /// <summary>A header's value: line breaks are taken out of values.</summary>
    Header,
}

/// <summary>How a template is rendered.</summary>
/// <param name="Escaping">What the text becomes part of.</param>
/// <param name="Language">ISO 639-1 code, which decides the order of the format <c>L</c>; null is English.</param>
/// <param name="TimeZone">The zone of times when a filter names none; null is UTC.</param>
public sealed record RenderOptions(Escaping Escaping = Escaping.None, string? Language = null, TimeZoneInfo? TimeZone = null)
{
    /// <summary>The longest text that a template may become, in characters (1 MB).</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Plain text.</summary>
    public static RenderOptions Text { get; } = new();

    /// <summary>HTML.</summary>
    public static RenderOptions Html { get; } = new(Escaping.Html);
}

/// <summary>A filled template.</summary>
/// <param name="Text">The text; empty when it would be too long.</param>
/// <param name="Missing">The paths that had no value and no fallback, as they are written, each once.</param>
/// <param name="IsTooLong">Whether the text would be longer than <see cref="RenderOptions.MaxLength"/>.</param>
public sealed record Rendering(string Text, IReadOnlyList<string> Missing, bool IsTooLong = false);
