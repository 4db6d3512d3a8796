using System.Text;
using System.Text.Json;
using Items.StreamGateway.Subscribers;
using Items.Testing.Servers;
using Npgsql;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class JsonContainmentTests
{
    private const int Pairs = 5_000;

    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public async Task Agrees_with_Postgres()
    {
        var random = new Random(20261122);
        var pairs = Enumerable.Range(0, Pairs).Select(_ => (Container: Object(random, 3), Contained: Object(random, 2))).ToList();
        var expected = await AskPostgresAsync(pairs);
        expected.Count(contains => contains).ShouldBeInRange(Pairs / 50, Pairs - (Pairs / 50));
        for (var i = 0; i < Pairs; i++)
        {
            JsonContainment.Contains(JsonElement.Parse(pairs[i].Container), JsonElement.Parse(pairs[i].Contained))
                .ShouldBe(expected[i], $"{pairs[i].Container} @> {pairs[i].Contained}");
            new AttributesMatcher(JsonElement.Parse(pairs[i].Contained)).Matches(Encoding.UTF8.GetBytes(pairs[i].Container))
                .ShouldBe(expected[i], $"{pairs[i].Container} @> {pairs[i].Contained}, matched in the bytes");
        }
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""", true)]
    [InlineData("""{"a":2,"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"b":{"a":1},"\u0061" : -12 }""", """{"a":-12}""", true)]
    [InlineData("""{"b":{"a":1}}""", """{"a":1}""", false)]
    [InlineData("""{"a":12}""", """{"a":-12}""", false)]
    [InlineData("""{"a":[{"b":[1,2]},3],"c":"ä"}""", """{"c":"\u00e4","a":[{"b":[2]}]}""", true)]
    [InlineData("""["a"]""", "{}", false)]
    [InlineData("null", "{}", false)]
    [InlineData("", "{}", false)]
    [InlineData("{}", "{}", true)]
    public void Members_are_found_in_the_bytes(string attributes, string wanted, bool isMatch) =>
        new AttributesMatcher(JsonElement.Parse(wanted)).Matches(Encoding.UTF8.GetBytes(attributes)).ShouldBe(isMatch);

    [Theory]
    [InlineData("""[1,1,"a","a",1,null,null]""", """[1,"a",null]""")]
    [InlineData("""{"a":[[2,2],[2,2],{"b":[3,3]}],"c":4}""", """{"a":[[2],{"b":[3]}],"c":4}""")]
    [InlineData("""[1,1.0,"1"]""", """[1,1.0,"1"]""")]
    [InlineData("1e400", "1e400")]
    public void Elements_that_are_written_alike_are_looked_for_once(string wanted, string distinct) =>
        JsonContainment.Distinct(JsonElement.Parse(wanted)).GetRawText().ShouldBe(distinct);

    private static async Task<List<bool>> AskPostgresAsync(List<(string Container, string Contained)> pairs)
    {
        await using var database = NpgsqlDataSource.Create(await TestServers.CreateDatabaseAsync());
        await using var command = database.CreateCommand("SELECT a::jsonb @> b::jsonb FROM unnest($1, $2) WITH ORDINALITY AS pair(a, b, n) ORDER BY n");
        command.Parameters.Add(new() { Value = pairs.ConvertAll(pair => pair.Container).ToArray() });
        command.Parameters.Add(new() { Value = pairs.ConvertAll(pair => pair.Contained).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var results = new List<bool>();
        while (await reader.ReadAsync())
        {
            results.Add(reader.GetBoolean(0));
        }

        return results;
    }

    private static string Object(Random random, int depth)
    {
        var members = Names.Where(_ => random.Next(2) == 0).Select(name => $"\"{name}\":{Value(random, depth - 1)}");
        return $"{{{string.Join(',', members)}}}";
    }

    private static string Value(Random random, int depth)
    {
        string[] scalars = ["1", "1.0", "10e-1", "2", "-0", "0", "true", "null", "\"x\"", "\"\\u0078\"", "12345678901234567890123", "1e3", "1000"];
        return random.Next(depth > 0 ? 4 : 2) switch
        {
            2 => Object(random, depth),
            3 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}]",
            _ => scalars[random.Next(scalars.Length)],
        };
    }
}
