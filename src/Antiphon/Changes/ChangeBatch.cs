using System.Buffers;
using System.Text;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Changes;

/// <summary>
/// Changes that were read together, from just behind one number up to another. Their text for streams is made once, however many streams get it.
/// </summary>
internal sealed class ChangeBatch
{
    private readonly Lazy<byte[]> whole;
    private readonly ViewAudiences audiences;
    private readonly bool isForAll;

    public ChangeBatch(long after, long until, IReadOnlyList<Change> changes, ViewAudiences audiences)
    {
        (After, Until, Changes) = (after, until, changes);
        this.audiences = audiences;
        isForAll = changes.All(change => change.ObjectType != EventObject.View);
        whole = new(() => Write(Changes));
    }

    /// <summary>The number before the first.</summary>
    public long After { get; }

    /// <summary>The number up to which nothing more will come.</summary>
    public long Until { get; }

    public IReadOnlyList<Change> Changes { get; }

    /// <summary>The changes as server-sent events: those that the actor may hear of, behind a number that the actor knows.</summary>
    public ReadOnlyMemory<byte> TextFor(Actor actor, long after) => isForAll && actor.Scopes is null && after <= After
        ? whole.Value
        : Write(Changes.Where(change => change.Sequence > after).Select(change => audiences.For(change, actor)).OfType<Change>());

    private static byte[] Write(IEnumerable<Change> changes)
    {
        var text = new ArrayBufferWriter<byte>(512);
        foreach (var change in changes)
        {
            Encoding.UTF8.GetBytes($"id: {change.Sequence}\nevent: change\ndata: ", text);
            text.Write(WireAnswer.Serialize(change.ToResource()).WrittenSpan);
            text.Write("\n\n"u8);
        }

        return text.WrittenSpan.ToArray();
    }
}
