using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Rules.Templates;

/// <summary>Makes a rule of a template. What comes of it is the account's own rule, to be changed at will. An extension.</summary>
internal sealed class InstallRuleTemplate(CreateRule createRule)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/rules/templates", HandleAsync).RequireScope(Scope.RulesWrite, Right.LeadDesk).Classed(CallClass.Outward | CallClass.Destructive)
        .Writes(EventType.RuleCreated, EventType.UserCreated).Extension().Produces<RuleResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<InstallRuleTemplateRequest> input, Actor actor, InstallRuleTemplate installTemplate, CancellationToken cancellationToken) =>
        (await installTemplate.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to install rule template", rule => rule.ToResource());

    public async Task<Result<Rule>> RunAsync(Input<InstallRuleTemplateRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var template = request.Template is null ? null : RuleTemplate.Find(request.Template);
        input.Errors.Required("template", request.Template)
            .AddIf(template is null, "template", $"Must be one of: {string.Join(", ", RuleTemplate.All.Select(known => known.Slug))}.");
        if (template is null || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var rule = new CreateRuleRequest
        {
            Name = request.Name ?? template.Name,
            Description = template.Description,
            Code = template.Code,
            EventTypes = JsonSerializer.SerializeToElement(template.EventTypes),
            DeactivatedDatetime = request.DeactivatedDatetime,
        };
        return await createRule.RunAsync(rule, actor, cancellationToken);
    }
}
