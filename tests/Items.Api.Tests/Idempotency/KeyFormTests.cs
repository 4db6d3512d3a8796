using System.Net;
using System.Text;
using Items.Contracts;

namespace Items.Api.Tests.Idempotency;

public sealed class KeyFormTests(SharedApi api) : IDisposable
{
    private const string Header = StreamNames.IdempotencyKeyHeader;

    /// <summary>A client that sends whatever it is given.</summary>
    private readonly HttpClient _hostile = new(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = api.Client.BaseAddress };

    public static TheoryData<string> Good =>
    [
        "8e03978e-40d5-43e8-bc93-6894a57f9324",
        "clkyoesmbgybucifusbbtdsbohtyuuwz",
        "a.b_c~d-E9",
        "!#$%&'()*+,/:;<=>?@[]^`{|}",
        "';DROP/**/TABLE/**/items;--",
        """{"json":["a\b"]}""",
        new string('k', 128),
        "\"",
        "\\",
    ];

    public static TheoryData<string> Bad =>
    [
        "",
        "\"\"",
        "\"",
        "two words",
        "\"two words\"",
        "a,b",
        "\"a\", \"b\"",
        "\"a\" \"b\"",
        "\"a\"b",
        "'a'",
        "\"a\\b\"",
        "\"a\\\"",
        "\"a\u007F\"",
        "\"a\u0001\"",
        "\"grün\"",
        "\"🔑\"",
        "schlüssel",
        "42;",
        "a;b=1",
        "?1",
        ":YWJj:",
        "\"a\";B=1",
        "\"a\";b=\"",
        "\"a\";b=(1)",
        new string('k', 129),
        $"\"{new string('k', 129)}\"",
        $"\"{new string('k', 8_000)}\"",
        $"\"k\"{string.Concat(Enumerable.Repeat(";a=\"\\\\\"", 1_000))}",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_key_is_any_visible_ASCII_in_quotes_and_parameters_mean_nothing(string key)
    {
        // What is unique to this run, in front of what is tried.
        var unique = key.Length == 128 ? $"{Guid.CreateVersion7():N}{key}"[..128] : $"{Guid.CreateVersion7():N}{key}";
        var quoted = $"\"{unique.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var call = KeyedCall.Post("good key") with { Key = quoted };

        var first = await call.SendAsync(_hostile);
        first.Status.ShouldBe(HttpStatusCode.Created, first.Body);
        (await call.SendAsync(_hostile)).ShouldBe(first with { IsReplayed = true });
        (await (call with { Key = quoted + "; a;b=?1;*c=-1.5;d=\"x\\\" y\";e=tok/en;f=:YQ==:" }).SendAsync(_hostile)).ShouldBe(first with { IsReplayed = true });
    }

    [Fact]
    public async Task The_bare_form_is_the_same_key_as_the_quoted_one()
    {
        var bare = Guid.CreateVersion7().ToString();
        var first = await (KeyedCall.Post("either form") with { Key = bare }).SendAsync(api.Client);
        (await (KeyedCall.Post("either form") with { Key = $"\"{bare}\"" }).SendAsync(api.Client)).ShouldBe(first with { IsReplayed = true });
        (await (KeyedCall.Post("either form") with { Key = $"\"{bare.ToUpperInvariant()}\"" }).SendAsync(api.Client)).IsReplayed.ShouldBeFalse("keys are told apart by case");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_is_no_key_is_refused_by_name(string header)
    {
        using var response = await (KeyedCall.Post("bad key") with { Key = header }).RespondAsync(_hostile);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([Header]);
    }

    [Fact]
    public async Task Two_keys_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{ApiCalls.Items}/{Guid.CreateVersion7()}");
        request.Headers.Add(Header, ["\"a\"", "\"b\""]);
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([Header]);
    }

    public void Dispose() => _hostile.Dispose();
}
