using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The e-mails, chat lines, calls and notes in tickets. See the page "Ticket messages".</summary>
    public MessagesClient Messages => field ??= new(caller);
}

/// <summary>The e-mails, chat lines, calls and notes in tickets. Scopes <c>tickets:read</c> and <c>tickets:write</c>.</summary>
public sealed class MessagesClient
{
    private readonly Caller caller;

    internal MessagesClient(Caller caller) => this.caller = caller;

    /// <summary>Walks messages of all tickets, or of one, page by page.</summary>
    /// <param name="query">Filter and order; all messages, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The messages, fetched while they are enumerated.</returns>
    public Listing<MessageResource> ListAsync(
        MessageQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<MessageResource>("messages", query, options, cancellationToken);

    /// <summary>Reads one page of messages.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 for an order or limit that is not allowed.</exception>
    public Task<Page<MessageResource>> ListPageAsync(
        MessageQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<MessageResource>("messages", query, options, cancellationToken);

    /// <summary>Walks the messages of one ticket, oldest first.</summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The messages, fetched while they are enumerated.</returns>
    public Listing<MessageResource> ListOfTicketAsync(long ticketId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<MessageResource>("messages", new MessageQuery { TicketId = ticketId, OrderBy = "created_datetime:asc" }, options, cancellationToken);

    /// <summary>Reads a message.</summary>
    /// <param name="ticketId">The ticket that it belongs to.</param>
    /// <param name="id">The message.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The message.</returns>
    /// <exception cref="AntiphonException">404 when it is not in that ticket.</exception>
    public Task<MessageResource> GetAsync(long ticketId, long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<MessageResource>($"tickets/{ticketId}/messages/{id}", options, cancellationToken);

    /// <summary>Reads a message if it is not the version that the caller knows, for example to see whether it has been sent.</summary>
    /// <param name="ticketId">The ticket that it belongs to.</param>
    /// <param name="id">The message.</param>
    /// <param name="eTag">The known version; null reads in any case and tells the version.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The message with its version, or that it has not changed.</returns>
    /// <exception cref="AntiphonException">404 when it is not in that ticket.</exception>
    public Task<Conditional<MessageResource>> GetIfChangedAsync(
        long ticketId, long id, string? eTag, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetIfChangedAsync<MessageResource>($"tickets/{ticketId}/messages/{id}", eTag, options, cancellationToken);

    /// <summary>
    /// Adds a message to a ticket; <see cref="NewMessage"/> makes those of the usual kinds. An outgoing public message without
    /// <see cref="CreateMessageRequest.SentDatetime"/> is sent to the customer: the answer comes at once, and <c>sent_datetime</c> or
    /// <c>failed_datetime</c> follow.
    /// </summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="request">The message.</param>
    /// <param name="action">What to do about a failed action of the message: <c>force</c>, <c>retry</c> or <c>cancel</c>.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The new message.</returns>
    /// <exception cref="AntiphonException">404 when the ticket does not exist, 400 when a field is invalid or a sender or receiver does not fit the kind of message.</exception>
    public Task<MessageResource> CreateAsync(
        long ticketId, CreateMessageRequest request, string? action = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateMessageRequest, MessageResource>(HttpMethod.Post, $"tickets/{ticketId}/messages{Action(action)}", request, options, cancellationToken);

    /// <summary>
    /// Changes the members that are set in the request. Gorgias wants <see cref="UpdateMessageRequest.Channel"/> and
    /// <see cref="UpdateMessageRequest.FromAgent"/> in every request. Text and HTML are independent.
    /// </summary>
    /// <param name="ticketId">The ticket that it belongs to.</param>
    /// <param name="id">The message.</param>
    /// <param name="request">What changes; null clears.</param>
    /// <param name="action"><c>retry</c> sends a failed message again, <c>force</c> skips failed actions, <c>cancel</c> deletes it.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The changed message.</returns>
    /// <exception cref="AntiphonException">404 when it is not in that ticket, 400 when a field is invalid.</exception>
    public Task<MessageResource> UpdateAsync(
        long ticketId, long id, UpdateMessageRequest request, string? action = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<UpdateMessageRequest, MessageResource>(HttpMethod.Put, $"tickets/{ticketId}/messages/{id}{Action(action)}", request, options, cancellationToken);

    /// <summary>Deletes a message for ever. The ticket stays, even without messages.</summary>
    /// <param name="ticketId">The ticket that it belongs to.</param>
    /// <param name="id">The message.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is deleted.</returns>
    /// <exception cref="AntiphonException">404 when it is not in that ticket.</exception>
    public Task DeleteAsync(long ticketId, long id, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"tickets/{ticketId}/messages/{id}", options, cancellationToken);

    private static string Action(string? action) => new QueryText().Add("action", action).ToString();
}

/// <summary>
/// Which messages, in which order. <see cref="ListQuery.OrderBy"/> is <c>created_datetime:desc</c> (the default) or <c>created_datetime:asc</c>.
/// Gorgias has no filter by date: walk newest first until a known time.
/// </summary>
public sealed record MessageQuery : ListQuery
{
    /// <summary>The messages of one ticket.</summary>
    public long? TicketId { get; init; }

    /// <summary>When they were made. Antiphon only.</summary>
    public TimeRange? Created { get; init; }

    internal override void WriteFilters(QueryText query) => query.Add("ticket_id", TicketId).Add("created_datetime", Created);
}
