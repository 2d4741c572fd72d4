namespace Antiphon.Client;

/// <summary>
/// What the server found wrong, as a tree of the request's shape: a field of an object, an index (as text) of a list.
/// See "Error body" of the conventions page.
/// </summary>
public sealed class FieldErrorTree
{
    /// <summary>No complaint about any field.</summary>
    public static FieldErrorTree None { get; } = new([], new Dictionary<string, FieldErrorTree>(StringComparer.Ordinal));

    internal FieldErrorTree(IReadOnlyList<string> messages, IReadOnlyDictionary<string, FieldErrorTree> children)
    {
        Messages = messages;
        Children = children;
    }

    /// <summary>The complaints about this field itself. Numbers and other values of <c>data</c> stand here as text.</summary>
    public IReadOnlyList<string> Messages { get; }

    /// <summary>What is below this field, by name or index.</summary>
    public IReadOnlyDictionary<string, FieldErrorTree> Children { get; }

    /// <summary>Whether nothing is complained about here or below.</summary>
    public bool IsEmpty => Messages.Count == 0 && Children.Count == 0;

    /// <summary>All complaints with their paths, such as <c>messages.0.channel</c>, in the order of the body.</summary>
    /// <returns>One entry per field that has messages.</returns>
    public IEnumerable<FieldError> Flatten() => Flatten("");

    private IEnumerable<FieldError> Flatten(string path)
    {
        if (Messages.Count > 0)
        {
            yield return new(path, Messages);
        }

        foreach (var (name, child) in Children)
        {
            foreach (var error in child.Flatten(path.Length == 0 ? name : $"{path}.{name}"))
            {
                yield return error;
            }
        }
    }
}

/// <summary>The complaints about one field.</summary>
/// <param name="Path">Names and indexes from the root of the request, joined by dots; empty for the request as a whole.</param>
/// <param name="Messages">At least one sentence.</param>
public sealed record FieldError(string Path, IReadOnlyList<string> Messages);
