namespace Antiphon.Demo.Writing;

/// <summary>Dresses what somebody says as a message of its channel: greeting, signature, quoted thread, routing, HTML.</summary>
internal sealed class MessageWriter(DemoContent content, Phrasebook phrases, Dice dice, DateTimeOffset now)
{
    public DemoMessage FromCustomer(ThreadState thread, StepContent step, ChannelHabits channel, DateTimeOffset at)
    {
        var customer = thread.Customer;
        var manner = thread.Manner;
        string Slot(string name) => Resolve(thread, name, at, voice: null);
        var said = Say(thread, step.Variants, Slot);
        var first = !thread.Messages.Any(message => !message.FromAgent);
        if (channel.IsLetter)
        {
            said = Letter(thread, phrases.Say(first ? manner.Hello : manner.HelloAgain, Slot), said, closing: null, phrases.Say(first ? manner.Bye : manner.ByeAgain, Slot));
        }
        else if (manner.Lower && channel.Channel != "phone")
        {
            said = said.ToLowerInvariant().TrimEnd('.');
        }

        var signature = manner.Signature is null || channel.Channel != "email" ? null : phrases.Fill(manner.Signature, Slot);
        var quoted = manner.Quotes && channel.Channel == "email" ? thread.Messages.LastOrDefault(message => message is { FromAgent: true, Public: true }) : null;
        var bodyText = signature is null ? said : $"{said}\n\n{signature}";
        var bodyHtml = BodyHtml.WithSignature(said, signature);
        if (quoted is not null)
        {
            var header = QuoteHeader(thread, quoted);
            bodyText += $"\n\n{header}\n> {(quoted.StrippedText ?? quoted.BodyText).Replace("\n", "\n> ", StringComparison.Ordinal)}";
            bodyHtml = BodyHtml.WithQuote(said, signature, header, quoted.BodyHtml);
        }

        var stripped = signature is not null || quoted is not null;
        return new DemoMessage
        {
            Channel = channel.Channel,
            Via = channel.Channel,
            SourceType = channel.SourceType,
            From = customer.AddressOf(channel.ContactType)!,
            To = ShopAddress(thread, channel),
            Agent = null,
            Public = true,
            Subject = channel.IsLetter ? Subject(thread, content.Languages[thread.Language].ReplyPrefix) : null,
            BodyText = bodyText,
            BodyHtml = bodyHtml,
            StrippedText = stripped ? said : null,
            StrippedHtml = stripped ? BodyHtml.Of(said) : null,
            StrippedSignature = signature,
            MessageId = MessageId(channel, customer.Email),
            Attachments = Attachments(step, dice),
            CreatedAt = at,
            SentAt = at,
            FailedAt = null,
            SendingError = null,
            OpenedAt = null,
        };
    }

    public DemoMessage FromAgent(ThreadState thread, StepContent step, ChannelHabits channel, DateTimeOffset at)
    {
        var agent = thread.Agent!;
        var voice = agent.Voices[thread.Language];
        string Slot(string name) => Resolve(thread, name, at, voice);
        var said = Say(thread, step.Variants, Slot);
        var first = !thread.Messages.Any(message => message is { FromAgent: true, Public: true } && message.Agent!.Key == agent.Key);
        if (channel.IsLetter)
        {
            var closing = first || dice.Chance(0.25) ? phrases.Say(voice.Close, Slot) : null;
            said = Letter(thread, phrases.Say(first ? voice.Hello : voice.HelloAgain, Slot), said, closing, phrases.Say(voice.Bye, Slot));
        }
        else if (first)
        {
            said = $"{phrases.Say(voice.HelloChat, Slot)} {Capitalized(said)}{(channel.Channel == "sms" ? voice.SmsSignature : "")}";
        }

        var sent = Moment.Truncate(at.AddSeconds(dice.Between(0.8, 3.5)));
        var opened = Moment.Truncate(at.AddMinutes(dice.Around(40, 1)));
        return new DemoMessage
        {
            Channel = channel.Channel,
            Via = "helpdesk",
            SourceType = channel.SourceType,
            From = ShopAddress(thread, channel),
            To = thread.Customer.AddressOf(channel.ContactType)!,
            Agent = thread.Cast.Agent(agent),
            Public = true,
            Subject = channel.IsLetter ? Subject(thread, "Re: ") : null,
            BodyText = said,
            BodyHtml = BodyHtml.Of(said),
            StrippedText = null,
            StrippedHtml = null,
            StrippedSignature = null,
            MessageId = MessageId(channel, content.Shop.Brand.SupportEmail),
            Attachments = Attachments(step, dice),
            CreatedAt = at,
            SentAt = step.Fails ? null : sent < now ? sent : at,
            FailedAt = step.Fails ? sent < now ? sent : at : null,
            SendingError = step.Fails ? "550 5.1.1 The mailbox does not exist." : null,
            OpenedAt = !step.Fails && channel.Channel == "email" && opened < now && dice.Chance(0.6) ? opened : null,
        };
    }

    public DemoMessage Note(ThreadState thread, StepContent step, DateTimeOffset at)
    {
        var said = Say(thread, step.Variants, name => Resolve(thread, name, at, thread.Agent!.Voices[thread.Language]));
        var agent = thread.Cast.Agent(thread.Agent!);
        return new DemoMessage
        {
            Channel = "internal-note",
            Via = "helpdesk",
            SourceType = "internal-note",
            From = agent.Email,
            To = null,
            Agent = agent,
            Public = false,
            Subject = null,
            BodyText = said,
            BodyHtml = BodyHtml.Of(said),
            StrippedText = null,
            StrippedHtml = null,
            StrippedSignature = null,
            MessageId = null,
            Attachments = Attachments(step, dice),
            CreatedAt = at,
            SentAt = at,
            FailedAt = null,
            SendingError = null,
            OpenedAt = null,
        };
    }

    public string Say(ThreadState thread, string[] variants, Func<string, string> slot) =>
        variants.Length == thread.Scenario.Stories ? phrases.Fill(variants[thread.Story], slot) : phrases.Say(variants, slot);

    public string Resolve(ThreadState thread, string slot, DateTimeOffset at, VoiceContent? voice)
    {
        var spoken = (slot, voice) switch
        {
            ("sorry", not null) => voice.Sorry,
            ("thanks", not null) => voice.Thanks,
            ("glad", not null) => voice.Glad,
            _ => null,
        };
        return spoken is not null
            ? phrases.Say(spoken, name => Resolve(thread, name, at, voice))
            : slot == "agent" ? thread.Agent?.Name.Split(' ')[0] ?? content.Shop.Brand.Name : thread.Facts.Lookup(slot, at);
    }

    private string QuoteHeader(ThreadState thread, DemoMessage quoted)
    {
        var local = quoted.CreatedAt.ToOffset(thread.Customer.UtcOffset);
        return content.Languages[thread.Language].Quote
            .Replace("{date}", thread.Facts.Date(local), StringComparison.Ordinal)
            .Replace("{time}", $"{local.Hour:00}:{local.Minute:00}", StringComparison.Ordinal)
            .Replace("{who}", quoted.Agent!.Name, StringComparison.Ordinal);
    }

    private string ShopAddress(ThreadState thread, ChannelHabits channel) => channel.Channel switch
    {
        "sms" or "phone" => content.Shop.Brand.Phone,
        "whatsapp" => content.Shop.Brand.Whatsapp,
        "instagram-direct-message" => content.Shop.Brand.Instagram,
        "chat" => content.Shop.Brand.Name,
        _ => thread.Scenario.Team == "returns" ? content.Shop.Brand.ReturnsEmail : content.Shop.Brand.SupportEmail,
    };

    private string? MessageId(ChannelHabits channel, string? sender) => channel.Channel == "email" && sender is not null
        ? $"<{dice.Next():x16}@{sender[(sender.IndexOf('@', StringComparison.Ordinal) + 1)..]}>"
        : null;

    private static string Subject(ThreadState thread, string prefix) => thread.Messages.Count == 0 ? thread.Subject : prefix + thread.Subject;

    /// <summary>After a greeting that ends in a comma German goes on in lower case (but for the polite pronoun); the other languages do not.</summary>
    private static string Letter(ThreadState thread, string hello, string said, string? closing, string bye)
    {
        var goesOn = thread.Language == "de" && hello.EndsWith(',') && !said.StartsWith("Sie ", StringComparison.Ordinal);
        var body = goesOn ? char.ToLowerInvariant(said[0]) + said[1..] : Capitalized(said);
        return string.Join("\n\n", new[] { hello, body, closing, bye }.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static DemoAttachment[] Attachments(StepContent step, Dice dice) => step.Attach switch
    {
        null => [],
        "photo" => [File($"IMG_{dice.Digits(4)}.jpeg", "image/jpeg", dice.Between(180_000, 2_400_000))],
        "photos" => [File($"IMG_{dice.Digits(4)}.jpeg", "image/jpeg", dice.Between(180_000, 2_400_000)), File($"IMG_{dice.Digits(4)}.jpeg", "image/jpeg", dice.Between(180_000, 2_400_000))],
        "label" => [File($"return-label-{dice.Digits(5)}.pdf", "application/pdf", dice.Between(38_000, 61_000))],
        "invoice" => [File($"invoice-{dice.Digits(6)}.pdf", "application/pdf", dice.Between(52_000, 88_000))],
        var other => throw new InvalidOperationException($"The demo content attaches something unknown: {other}"),
    };

    private static DemoAttachment File(string name, string contentType, int size) => new(name, contentType, size, $"https://files.wrenmoor.example/{name}");
}
