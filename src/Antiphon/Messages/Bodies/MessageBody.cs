using Antiphon.Channels;
using Antiphon.Contract;

namespace Antiphon.Messages.Bodies;

/// <summary>Both forms of a body.</summary>
internal readonly record struct MessageBody(string? Text, string? Html)
{
    /// <summary>The missing form is derived from the other one.</summary>
    public static MessageBody Of(string? text, string? html) => (string.IsNullOrEmpty(text), string.IsNullOrEmpty(html)) switch
    {
        (true, false) => new MessageBody(HtmlToText.Convert(html!), html),
        (false, true) => new MessageBody(text, TextToHtml.Convert(text!)),
        _ => new MessageBody(text, html),
    };

    /// <summary>What the caller says was stripped; else, for an e-mail, what is plainly a quoted thread or a signature.</summary>
    public static StrippedBody Strip(CreateMessageRequest request, MessageBody body, ChannelKind channel)
    {
        var given = new StrippedBody(request.StrippedText, request.StrippedHtml, request.StrippedSignature);
        return given != default || !channel.IsMail || body.Text is null ? given : QuotedThread.Strip(body.Text);
    }
}

/// <summary>A body without signature and quoted thread; null where nothing was stripped.</summary>
internal readonly record struct StrippedBody(string? Text, string? Html, string? Signature);
