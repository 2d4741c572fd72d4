using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Client;

/// <summary>The answer to a conditional read: either the object with its ETag, or the news that it has not changed since the ETag that was given.</summary>
/// <typeparam name="T">What was read.</typeparam>
public sealed class Conditional<T>
    where T : class
{
    internal Conditional(T? value, string? eTag)
    {
        Value = value;
        ETag = eTag;
    }

    /// <summary>Whether the object differs from the version that the caller knows. Always true with Gorgias, which has no conditional requests.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsChanged => Value is not null;

    /// <summary>The object; null when it has not changed.</summary>
    public T? Value { get; }

    /// <summary>The version, for the next conditional read or for <see cref="RequestOptions.IfMatch"/>; null when the server sends none.</summary>
    public string? ETag { get; }
}
