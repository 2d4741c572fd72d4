using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Language;

/// <summary>What became of a text: its meaning, or the errors in it.</summary>
public sealed class Parsed<T>
    where T : class
{
    private Parsed(T? value, Items<LanguageError> errors)
    {
        Value = value;
        Errors = errors;
    }

    /// <summary>The meaning; null when there are errors.</summary>
    public T? Value { get; }

    /// <summary>The errors in order of place, at most <see cref="LanguageLimits.MaxErrors"/>; empty when there is a value.</summary>
    public Items<LanguageError> Errors { get; }

    /// <summary>The meaning, if the text was right.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = Value;
        return value is not null;
    }

    internal static Parsed<T> Good(T value) => new(value, []);

    internal static Parsed<T> Bad(IEnumerable<LanguageError> errors) =>
        new(null, [.. errors.OrderBy(error => (error.Line, error.Column)).Take(LanguageLimits.MaxErrors)]);
}
