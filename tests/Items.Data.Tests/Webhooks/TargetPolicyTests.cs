using System.Net;
using Items.Contracts.Webhooks;
using Items.Data.Webhooks;
using Microsoft.Extensions.Options;

namespace Items.Data.Tests.Webhooks;

public sealed class TargetPolicyTests
{
    public static TheoryData<string> Public { get; } =
    [
        "1.1.1.1", "8.8.8.8", "11.0.0.1", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1", "2606:4700::1111", "2620:4f:8000::1", "2a00:1450::1",
    ];

    public static TheoryData<string> NotPublic { get; } =
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:7f00:1::1",
        "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1",
    ];

    public static TheoryData<string> GoodUrls { get; } =
    [
        "https://hooks.example/items", "HTTPS://Hooks.Example/Items", "https://hooks.example:8443/a?token=b&c=%20", "https://hooks.example:22/", "https://hooks.example./", "https://b\u00fccher.example/", "https://8.8.8.8/",
        "https://[2606:4700::1111]:443/", "https://[2606:4700::1111%25eth0]/", "https://127.0.0.1.hooks.example/", "https://localhost.example/", "https://user.example/@here",
        $"https://hooks.example/{new string('x', WebhookLimits.MaxUrlLength - 22)}",
    ];

    public static TheoryData<string> BadUrls { get; } =
    [
        "", " ", "hooks.example", "/items", "//hooks.example/items", "https:", "https://", "https:///items", "https:hooks.example", "https://-/", "https://a..b/", "https://hooks.example:65536/", "https://hooks.example:0/",
        "https://hooks.example/a b", " https://hooks.example/", "https://hooks.example/\n", "https://hooks.example/\u00a0", "https://hooks.example/\u007f",
        "http://hooks.example/", "HTTP://hooks.example/", "ftp://hooks.example/", "file:///etc/passwd", "gopher://hooks.example/", "wss://hooks.example/", "javascript:alert(1)", "data:text/plain,x", "mailto:a@hooks.example",
        "https://user@hooks.example/", "https://user:password@hooks.example/", "https://:@hooks.example/", "https://127.0.0.1%2f@hooks.example/", "https://hooks.example/#there", "https://hooks.example/#",
        "https://hooks.example\\@10.0.0.1/", $"https://hooks.example/{new string('x', WebhookLimits.MaxUrlLength - 21)}",
    ];

    public static TheoryData<string> UrlsOfForbiddenAddresses { get; } =
    [
        "https://127.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://0x7f000001/", "https://2130706433/", "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://127\u30020\u30020\u30021/",
        "https://0/", "https://10.0.0.1:8443/", "https://169.254.169.254/latest/meta-data/", "https://0xa9fea9fe/", "https://4294967295/", "https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:ffff:7f00:1]/",
        "https://[::ffff:169.254.169.254]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1%25eth0]/", "https://[fe80::1%1]/", "https://[fd00:ec2::254]/",
        "https://localhost/", "https://LOCALHOST:8443/", "https://localhost./", "https://deep.localhost/", "https://deep.localhost./",
    ];

    [Theory]
    [MemberData(nameof(Public))]
    public void What_is_of_the_public_internet_is_delivered_to(string address) => Policy().Allows(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(NotPublic))]
    public void Everything_else_is_not(string address) => Policy().Allows(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [MemberData(nameof(GoodUrls))]
    public void An_URL_of_a_public_endpoint_is_taken(string url)
    {
        Policy().Allows(url, out var refusal).ShouldBeTrue(refusal);
        refusal.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(BadUrls))]
    [MemberData(nameof(UrlsOfForbiddenAddresses))]
    public void Any_other_URL_is_refused_with_a_reason_that_does_not_repeat_it(string url)
    {
        Policy().Allows(url, out var refusal).ShouldBeFalse();
        refusal.ShouldNotBeNullOrWhiteSpace();
        refusal.ShouldNotContain("example");
        refusal.ShouldNotContain("password");
    }

    [Theory]
    [MemberData(nameof(UrlsOfForbiddenAddresses))]
    public void Where_every_network_is_allowed_so_are_the_literals(string url) => Policy(networks: "0.0.0.0/0, ::/0").Allows(url, out _).ShouldBeTrue();

    [Fact]
    public void Networks_that_are_allowed_are_the_only_ones_more()
    {
        var policy = Policy(networks: "127.0.0.0/8, 10.1.0.0/16,fd00::/8");

        foreach (var address in (string[])["127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "fd00::1", "8.8.8.8"])
        {
            policy.Allows(IPAddress.Parse(address)).ShouldBeTrue(address);
        }

        foreach (var address in (string[])["10.2.0.1", "::1", "fc00::1", "169.254.169.254", "64:ff9b::7f00:1"])
        {
            policy.Allows(IPAddress.Parse(address)).ShouldBeFalse(address);
        }

        policy.Allows("https://localhost/", out _).ShouldBeTrue();
        policy.Allows("https://10.2.0.1/", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://hooks.example/", true)]
    [InlineData("HTTP://hooks.example/", true)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("ftp://hooks.example/", false)]
    public void Http_is_a_matter_of_configuration_and_opens_no_address(string url, bool isAllowed) => Policy(allowHttp: true).Allows(url, out _).ShouldBe(isAllowed);

    private static TargetPolicy Policy(bool allowHttp = false, string? networks = null) =>
        new(Options.Create(new WebhookTargetOptions { AllowHttp = allowHttp, AllowedNetworks = networks }));
}
