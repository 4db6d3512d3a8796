using FsCheck;
using FsCheck.Fluent;
using Items.Data.Log;

namespace Items.Data.Tests.Log.Model;

/// <summary>Generates scenarios in which writers get into each other's way, and makes smaller ones of one that fails.</summary>
public static class Scenarios
{
    private const int Items = 3;
    private const int Keys = 3;

    private static readonly Gen<ChangeKind> Kinds = Gen.Frequency(
        (2, Gen.Constant(ChangeKind.Create)), (3, Gen.Constant(ChangeKind.Put)), (3, Gen.Constant(ChangeKind.Patch)), (2, Gen.Constant(ChangeKind.Delete)));

    private static readonly Gen<string> Texts = Gen.Frequency((30, Gen.Elements("a", "b", "Grüße 😀")), (1, Gen.Constant(Step.Poison)));

    private static readonly Gen<string> Objects = Gen.Frequency(
        (20, Gen.Elements("{}", """{"a":1}""", """{"a":1.0}""", """{"a":{"b":2,"c":[1,2]}}""", """{"b":"x","a":null}""", """{"c":[]}""")), (1, Gen.Constant(Step.Huge)));

    private static readonly Gen<string?> Patches = Gen.Frequency<string?>(
        (2, Gen.Constant<string?>(null)),
        (20, Gen.Elements<string?>("{}", """{"a":1}""", """{"a":null}""", """{"a":{"b":null,"d":{"e":1}}}""", """{"a":{"c":[3]}}""", """{"b":"x"}""", """{"c":{"d":null}}""", "null")),
        (1, Gen.Constant<string?>(Step.Huge)));

    private static readonly Gen<Tag> Conditions = Gen.Frequency(
        (12, Gen.Constant(Tag.None)), (1, Gen.Constant(Tag.Any)), (3, Gen.Constant(Tag.Newest)), (1, Gen.Elements(Tag.Oldest, Tag.Either, Tag.Foreign, Tag.Empty)));

    private static readonly Gen<int?> SomeKeys = Gen.Frequency((2, Gen.Constant<int?>(null)), (1, Gen.Choose(0, Keys - 1).Select(key => (int?)key)));

    private static readonly Gen<Step> Steps =
        from process in Gen.Choose(0, 1)
        from kind in Kinds
        from item in Gen.Choose(0, Items - 1)
        from text in kind switch
        {
            ChangeKind.Delete => Gen.Constant<string?>(null),
            ChangeKind.Patch => Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(text => (string?)text)),
            _ => Texts.Select(text => (string?)text),
        }
        from attributes in kind switch
        {
            ChangeKind.Delete => Gen.Constant<string?>(null),
            ChangeKind.Patch => Patches,
            _ => Objects.Select(text => (string?)text),
        }
        from ifMatch in Conditions
        from ifNoneMatch in Conditions
        from key in SomeKeys
        from fingerprint in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Constant(1)))
        from waits in Gen.Elements(true, true, false)
        select new Step(process, kind, item, text, attributes, ifMatch, ifNoneMatch, key, fingerprint, waits);

    private static readonly Gen<Scenario> All =
        from writers in Gen.Choose(3, 6)
        from steps in Steps.ListOf(8).ListOf(writers)
        select new Scenario([.. steps.Select(own => (IReadOnlyList<Step>)own.ToArray())]);

    public static Arbitrary<Scenario> Arbitrary() => Arb.From(All, Shrink);

    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        for (var writer = 0; writer < scenario.Writers.Count; writer++)
        {
            yield return new Scenario([.. scenario.Writers.Where((_, other) => other != writer)]);
        }

        for (var writer = 0; writer < scenario.Writers.Count; writer++)
        {
            var steps = scenario.Writers[writer];
            for (var step = 0; step < steps.Count; step++)
            {
                yield return With(scenario, writer, [.. steps.Where((_, other) => other != step)]);
                foreach (var simpler in Shrink(steps[step]))
                {
                    yield return With(scenario, writer, [.. steps.Select((own, other) => other == step ? simpler : own)]);
                }
            }
        }
    }

    private static IEnumerable<Step> Shrink(Step step)
    {
        Step[] simpler =
        [
            step with { Key = null, Fingerprint = 0 },
            step with { Fingerprint = 0 },
            step with { IfMatch = Tag.None },
            step with { IfNoneMatch = Tag.None },
            step with { Attributes = step.Attributes is null ? null : "{}" },
            step with { Text = step.Text is null ? null : "a" },
            step with { Process = 0 },
            step with { Item = 0 },
            step with { Waits = true },
        ];
        return simpler.Where(other => other != step);
    }

    private static Scenario With(Scenario scenario, int writer, IReadOnlyList<Step> steps) =>
        new([.. scenario.Writers.Select((own, other) => other == writer ? steps : own).Where(own => own.Count > 0)]);
}
