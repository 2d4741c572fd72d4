using System.Text.Json;
using Antiphon.Language.Templates;

namespace Antiphon.UnitTests.Templates;

/// <summary>A ticket with everything that the documented variables name.</summary>
internal static class SampleFacts
{
    public static IFacts All { get; } = new JsonFacts(JsonElement.Parse(
        """
        {
          "ticket": {
            "id": 86538298, "subject": "Where is <my> order?", "channel": "email", "status": "open", "spam": false, "from_agent": true, "snooze_datetime": null,
            "tags": [{"id": 12, "name": "vip"}, {"id": 13, "name": "rush"}],
            "created_datetime": "2026-02-14T21:30:50.201204+00:00", "updated_datetime": "2026-02-15T08:05:00+00:00", "opened_datetime": "2026-02-15T08:00:00+00:00",
            "last_message_datetime": "2026-02-14T22:30:00+00:00", "last_received_message_datetime": "2026-02-14T21:30:50+00:00",
            "customer": {
              "id": 387705374, "name": "Ada Byron", "firstname": "Ada", "lastname": "Byron", "email": "ada@example.com", "external_id": "C-7", "note": "likes \"tea\" & <cake>",
              "integrations": {
                "shopify": {"orders": [{"name": "#1001", "total_price": "12.50", "created_at": "2026-01-31T10:00:00Z", "paid": true, "lines": [{"title": "Tea"}]}, {"name": "#1000"}]},
                "5007": {"orders": [{"total_price": 12.5, "at": 1769853600}]}
              },
              "custom_fields": {"31": {"value": "gold"}}
            },
            "custom_fields": {"44": {"value": 0}},
            "assignee_user": {"id": 4567, "name": "Sam Lee", "firstname": "Sam", "email": "sam@acme.example.com"},
            "assignee_team": {"id": 8, "name": "Returns"},
            "messages": [
              {"id": 1, "body_text": "first", "body_html": "<p>first</p>", "stripped_text": "1st"},
              {"id": 2, "body_text": "second", "body_html": "<p>second</p>", "stripped_text": "2nd"},
              {"id": 3, "body_text": "line one\nline \"two\"", "body_html": "<p>third</p>", "stripped_text": "3rd"}
            ],
            "first_message": {"body_text": "first"}, "last_message": {"body_text": "line one\nline \"two\""},
            "sender": {"email": "ada@example.com"}, "receiver": {"email": "help@acme.example.com"}, "account": {"domain": "acme"}
          },
          "message": {"id": 3, "body_text": "{{ticket.id}}", "from_agent": false},
          "event": {"id": 502, "type": "ticket-message-created", "object_id": 3, "user_id": 4567, "context": "0e0b8a1c-4d7a-4c39-8d0a-9a1c0e6f2b77"},
          "current_user": {"id": 4570, "name": "Kim Ost", "firstname": "Kim", "lastname": "Ost", "email": "kim@acme.example.com", "bio": ""},
          "satisfaction_survey_url": "https://acme.example.com/s/1"
        }
        """));

    public static Rendering Render(string template, RenderOptions? options = null) => Template.Parse(template).Render(All, options);
}
