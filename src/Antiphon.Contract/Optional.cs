namespace Antiphon.Contract;

/// <summary>
/// A member of an update request. Absent leaves the field as it is; present sets it, and a present <see langword="null"/> clears a nullable field.
/// See "Partial updates" of the conventions page.
/// </summary>
/// <typeparam name="T">The member's type.</typeparam>
public readonly record struct Optional<T> : IOptional
{
    /// <summary>A present value, which may be <see langword="null"/>.</summary>
    /// <param name="value">The value.</param>
    public Optional(T value)
    {
        Value = value;
        HasValue = true;
    }

    /// <summary>Whether the member was sent.</summary>
    public bool HasValue { get; }

    /// <summary>What was sent; the default of the type when the member was absent.</summary>
    public T Value { get; }

    /// <summary>What was sent, else <paramref name="fallback"/>.</summary>
    /// <param name="fallback">The answer when the member was absent.</param>
    /// <returns>The member's value or the fallback.</returns>
    public T Or(T fallback) => HasValue ? Value : fallback;

    /// <summary>Makes a present value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Optional<T>(T value) => new(value);
}

/// <summary>Lets the serializer ask any <see cref="Optional{T}"/> whether it is to be written.</summary>
public interface IOptional
{
    /// <summary>Whether the member was sent.</summary>
    bool HasValue { get; }
}
