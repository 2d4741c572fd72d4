using Antiphon.Contract;

namespace Antiphon.Client;

/// <summary>
/// Messages of the usual kinds, with the members that each kind must and must not have. See "Consistency rules" and the decision table of the messages
/// page.
/// </summary>
public static class NewMessage
{
    /// <summary>
    /// What a customer wrote, by channel and way <c>api</c>. Such tickets stay out of views by channel, and rules send no automatic replies to them.
    /// </summary>
    /// <param name="customerEmail">The customer, who is made when unknown.</param>
    /// <param name="text">What was written.</param>
    /// <param name="html">The same as HTML; made from the text when null.</param>
    /// <returns>An incoming message.</returns>
    public static CreateMessageRequest FromCustomer(string customerEmail, string text, string? html = null) => new()
    {
        Channel = "api",
        Via = "api",
        FromAgent = false,
        Sender = new() { Email = customerEmail },
        BodyText = text,
        BodyHtml = html,
    };

    /// <summary>An e-mail that a customer wrote. The ticket appears in views by channel <c>email</c> and can be answered by e-mail.</summary>
    /// <param name="customerEmail">The customer, who is made when unknown.</param>
    /// <param name="supportAddress">The company's address that it was written to; that of an integration.</param>
    /// <param name="subject">The subject; at most 998 characters.</param>
    /// <param name="text">What was written.</param>
    /// <param name="html">The same as HTML; made from the text when null.</param>
    /// <param name="customerName">The customer's name.</param>
    /// <returns>An incoming message.</returns>
    public static CreateMessageRequest EmailFromCustomer(
        string customerEmail, string supportAddress, string? subject, string text, string? html = null, string? customerName = null) => new()
        {
            Channel = "email",
            Via = "api",
            FromAgent = false,
            Subject = subject,
            Sender = new() { Email = customerEmail, Name = customerName },
            Source = new("email", new(customerName, customerEmail), [new(null, supportAddress)]),
            BodyText = text,
            BodyHtml = html,
        };

    /// <summary>An e-mail to a customer. It is sent.</summary>
    /// <param name="agentId">The user who writes.</param>
    /// <param name="supportAddress">The company's address, that of an e-mail integration; from any other nothing is sent.</param>
    /// <param name="customerEmail">The customer.</param>
    /// <param name="text">What is written.</param>
    /// <param name="html">The same as HTML; made from the text when null.</param>
    /// <param name="subject">The subject; <c>Re: </c> and the ticket's when null.</param>
    /// <returns>An outgoing message.</returns>
    public static CreateMessageRequest EmailToCustomer(
        long agentId, string supportAddress, string customerEmail, string text, string? html = null, string? subject = null) => new()
        {
            Channel = "email",
            Via = "api",
            FromAgent = true,
            Subject = subject,
            Sender = new() { Id = agentId },
            Receiver = new() { Email = customerEmail },
            Source = new("email", new(null, supportAddress), [new(null, customerEmail)]),
            BodyText = text,
            BodyHtml = html,
        };

    /// <summary>A note that only the company sees.</summary>
    /// <param name="agentId">The user who writes; Gorgias takes its bot when null, Antiphon the caller.</param>
    /// <param name="text">What is written.</param>
    /// <param name="mention">Users to notify.</param>
    /// <returns>An internal note.</returns>
    public static CreateMessageRequest Note(long? agentId, string text, params long[] mention) => new()
    {
        Channel = "internal-note",
        Via = "api",
        FromAgent = true,
        Public = false,
        Sender = agentId is null ? null : new() { Id = agentId },
        BodyText = text,
        MentionIds = mention.Length == 0 ? null : mention,
    };

    /// <summary>
    /// The message of another system, for history: nothing is sent. In a ticket with <see cref="CreateTicketRequest.Imported"/>, no rule runs either.
    /// </summary>
    /// <param name="message">Any of the other kinds.</param>
    /// <param name="sentAt">When it was written and sent.</param>
    /// <param name="externalId">Its id in the other system, at most 255 characters.</param>
    /// <returns>The message with its past.</returns>
    public static CreateMessageRequest AsHistory(this CreateMessageRequest message, DateTimeOffset sentAt, string? externalId = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message with { CreatedDatetime = sentAt, SentDatetime = sentAt, ExternalId = externalId ?? message.ExternalId };
    }
}
