namespace Antiphon.Contract;

/// <summary>Answer of <c>GET /api/customers/{id}/merge-suggestions</c>, an addition of Antiphon: who may be the same person. Nothing is merged by itself.</summary>
/// <param name="Data">At most 20; those with the same number or mailbox before those with the same name alone.</param>
public sealed record MergeSuggestionsResource(IReadOnlyList<MergeSuggestionResource> Data);

/// <summary>Another customer who may be the same person.</summary>
/// <param name="Customer">The other one.</param>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="SourceId">Who would vanish in a merge: whoever has no e-mail address, else the younger one.</param>
/// <param name="TargetId">Who would stay.</param>
public sealed record MergeSuggestionResource(ChannelOwnerResource Customer, IReadOnlyList<MergeEvidenceResource> Evidence, long SourceId, long TargetId);

/// <summary>Something that is the same about two customers.</summary>
/// <param name="Type">One of <see cref="MergeEvidence"/>.</param>
/// <param name="Value">As the other customer has it.</param>
public sealed record MergeEvidenceResource(string Type, string Value);

/// <summary>What can be the same about two customers.</summary>
public static class MergeEvidence
{
    /// <summary>A phone number, however it is spelled: of a channel, or one that the customer wrote in a message.</summary>
    public const string Phone = "phone";

    /// <summary>A mailbox: the address without what stands behind a plus.</summary>
    public const string Email = "email";

    /// <summary>The whole name, of two words at least; case and accents do not count.</summary>
    public const string Name = "name";
}
