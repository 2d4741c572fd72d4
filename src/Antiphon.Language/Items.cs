using System.Collections;
using System.Runtime.CompilerServices;

namespace Antiphon.Language;

/// <summary>A fixed list that is equal to another with equal items, so that trees compare by what they say.</summary>
[CollectionBuilder(typeof(Items), nameof(Items.Of))]
public sealed class Items<T> : IReadOnlyList<T>, IEquatable<Items<T>>
{
    private readonly T[] items;

    internal Items(T[] items) => this.items = items;

    /// <summary>How many there are.</summary>
    public int Count => items.Length;

    /// <summary>The item at a place, from 0.</summary>
    public T this[int index] => items[index];

    /// <summary>The items without copying.</summary>
    public ReadOnlySpan<T> AsSpan() => items;

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <inheritdoc />
    public bool Equals(Items<T>? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Items<T>);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public override string ToString() => $"[{string.Join(", ", items)}]";
}

/// <summary>Makes <see cref="Items{T}"/>; collection expressions call it.</summary>
public static class Items
{
    /// <summary>A list of these items.</summary>
    public static Items<T> Of<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
