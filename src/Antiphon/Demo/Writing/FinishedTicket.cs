using System.Globalization;

namespace Antiphon.Demo.Writing;

internal static class FinishedTicket
{
    public static DemoTicket Of(ThreadState thread, DemoContent content, Dice dice)
    {
        var first = thread.Messages[0];
        DemoChange[] changes = [.. thread.Changes.OrderBy(change => change.At)];
        return new DemoTicket
        {
            Scenario = thread.Scenario.Key,
            Customer = thread.Customer,
            Channel = thread.Channel.Channel,
            Via = first.Via,
            Language = thread.Language,
            Subject = thread.Subject,
            Status = thread.Status,
            Priority = thread.Priority,
            FromAgent = first.FromAgent,
            Spam = thread.Spam,
            Assignee = thread.Assignee,
            Team = thread.Team,
            Tags = [.. thread.Tags],
            ExternalId = ExternalId(thread, dice),
            Fields = FieldWriter.OfTicket(content, thread),
            Meta = Meta(thread),
            CreatedAt = first.CreatedAt,
            UpdatedAt = changes.Select(change => change.At).Append(thread.At).Max(),
            OpenedAt = thread.OpenedAt,
            ClosedAt = thread.ClosedAt,
            SnoozedUntil = thread.SnoozedUntil,
            TrashedAt = thread.TrashedAt,
            Messages = [.. thread.Messages],
            Changes = changes,
        };
    }

    private static string? ExternalId(ThreadState thread, Dice dice) => thread.Channel.Channel switch
    {
        "contact_form" => "form-" + dice.Digits(7),
        "phone" => "call-" + dice.Digits(8),
        _ => null,
    };

    private static Dictionary<string, string> Meta(ThreadState thread)
    {
        Dictionary<string, string> meta = new(StringComparer.Ordinal);
        if (thread.Facts.Mentions("order"))
        {
            meta["order_number"] = thread.Facts["order"];
            meta["order_total"] = thread.Facts.Total.ToString("0.00", CultureInfo.InvariantCulture);
            meta["currency"] = thread.Customer.Currency;
        }

        if (thread.Facts.Mentions("tracking") || thread.Facts.Mentions("track_link"))
        {
            meta["tracking_number"] = thread.Facts["tracking"];
        }

        if (thread.Facts.Mentions("return_no") || thread.Facts.Mentions("return_link"))
        {
            meta["return_number"] = thread.Facts["return_no"];
        }

        return meta;
    }
}
