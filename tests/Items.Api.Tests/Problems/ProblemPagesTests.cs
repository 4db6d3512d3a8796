using System.Net;
using System.Reflection;
using Items.Contracts;

namespace Items.Api.Tests.Problems;

public sealed class ProblemPagesTests(SharedApi api)
{
    public static TheoryData<string> Types { get; } =
        [.. typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!).Where(type => type != ProblemTypes.Prefix)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_problem_type_leads_to_its_explanation(string type)
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, type);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
