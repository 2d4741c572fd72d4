using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

/// <summary>The labels of single tickets. See "Tags of one ticket" of the page "Tags and ticket tags". Scopes <c>tickets:read</c> and <c>tickets:write</c>.</summary>
public sealed class TicketTagsClient
{
    private readonly Caller caller;

    internal TicketTagsClient(Caller caller) => this.caller = caller;

    /// <summary>Reads all tags of a ticket; there are no pages.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tags.</returns>
    /// <exception cref="AntiphonException">404 when the ticket does not exist.</exception>
    public async Task<IReadOnlyList<TagResource>> ListAsync(long ticketId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.PageAsync<TagResource>($"tickets/{ticketId}/tags", null, options, cancellationToken)).Data;

    /// <summary>Adds tags, and keeps those that are there. Adding twice does no harm. Unknown names are made.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="tags">At least one id or name.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when they are added.</returns>
    /// <exception cref="AntiphonException">404 when the ticket does not exist, 400 for an unknown id or no tag at all.</exception>
    public Task AddAsync(long ticketId, TicketTagsRequest tags, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(HttpMethod.Post, $"tickets/{ticketId}/tags", tags, options, cancellationToken);

    /// <summary>Replaces all tags of a ticket; an empty request clears them.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="tags">The tags that the ticket has afterwards.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when they are replaced.</returns>
    /// <exception cref="AntiphonException">404 when the ticket does not exist, 400 for an unknown id.</exception>
    public Task ReplaceAsync(long ticketId, TicketTagsRequest tags, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(HttpMethod.Put, $"tickets/{ticketId}/tags", tags, options, cancellationToken);

    /// <summary>Takes tags off a ticket. Unknown names are ignored.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="tags">At least one id or name.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when they are taken off.</returns>
    /// <exception cref="AntiphonException">404 when the ticket does not exist, 400 for no tag at all.</exception>
    public Task RemoveAsync(long ticketId, TicketTagsRequest tags, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync(HttpMethod.Delete, $"tickets/{ticketId}/tags", tags, options, cancellationToken);
}
