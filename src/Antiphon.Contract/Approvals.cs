using System.Text.Json;

namespace Antiphon.Contract;

/// <summary>A call that waits for a person, or waited.</summary>
public sealed record ApprovalResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary><c>/api/approvals/{id}/</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>One of <see cref="AgentWords.ApprovalStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The agent that asked.</summary>
    public required ApprovalAgentResource Agent { get; init; }

    /// <summary>Why it waits, such as <c>needs-approval</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The resource of the call.</summary>
    public required string Resource { get; init; }

    /// <summary>Its classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Its method.</summary>
    public required string Method { get; init; }

    /// <summary>Its path and query.</summary>
    public required string Path { get; init; }

    /// <summary>Its body, exactly as it will be sent; null when it has none.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The version of the policy that held it.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>From when on nobody can approve it any more.</summary>
    public required DateTimeOffset ExpiresDatetime { get; init; }

    /// <summary>The user who approved or denied it.</summary>
    public long? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedDatetime { get; init; }

    /// <summary>What that user said.</summary>
    public string? Note { get; init; }

    /// <summary>What the call was answered when it ran.</summary>
    public ApprovalAnswerResource? Answer { get; init; }
}

/// <summary>The agent of a call that waits.</summary>
/// <param name="Id">Of the agent.</param>
/// <param name="Name">Its name.</param>
public sealed record ApprovalAgentResource(long Id, string? Name);

/// <summary>The answer to a call that ran after it was approved.</summary>
/// <param name="Status">Of HTTP; a 4xx did nothing.</param>
/// <param name="Body">What it said; null when it said nothing.</param>
public sealed record ApprovalAnswerResource(int Status, JsonElement? Body);

/// <summary>Body of <c>POST /api/approvals/{id}/approve</c> and <c>/deny</c>.</summary>
/// <param name="Note">At most 2,000 characters, for the record and for the agent.</param>
public sealed record DecideApprovalRequest(string? Note = null);
