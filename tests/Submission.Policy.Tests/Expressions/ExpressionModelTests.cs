using CsCheck;
using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Expressions;

public sealed class ExpressionModelTests
{
    [Fact]
    public void Evaluate_RandomExpression_AgreesWithTheModel() => Gen.Int[0, int.MaxValue].Sample(
        static seed =>
        {
            Random random = new(seed);
            string type = ((string[])["bool", "bool", "int", "string"])[random.Next(4)];
            ModelExpression model = new ExpressionModel(random).Next(type, random.Next(1, 5));
            List<SpecError> errors = [];
            CompiledExpression? compiled = ExpressionCompiler.Compile(ExpressionFixture.Scalar(model.Text), ExpressionFixture.Scope(), null, errors);
            if (compiled is null)
            {
                // A constant that always fails, where the model fails too; otherwise a text that a fact can never equal, or the bounds.
                if (errors[0].Message.StartsWith("This expression always fails", StringComparison.Ordinal)) Assert.Same(ExpressionModel.Error, model.Value(new ModelEnvironment(ExpressionFixture.Context(), [])));
                else Assert.All(errors, static error => Assert.Matches("nested too deeply|too large|too long|can never equal", error.Message));
                return;
            }

            foreach (PolicyContext context in Contexts())
            {
                object expected = model.Value(new ModelEnvironment(context, []));
                object actual = compiled.Type switch
                {
                    ExpressionType.Bool => compiled.TryEvaluateBool(context, out bool truth) ? truth : ExpressionModel.Error,
                    ExpressionType.Int => compiled.TryEvaluateInt(context, out long number) ? number : ExpressionModel.Error,
                    _ => compiled.TryEvaluateString(context, out string? text) ? text : ExpressionModel.Error,
                };
                Assert.True(expected.Equals(actual), $"{model.Text}\nmodel {Show(expected)}, ours {Show(actual)}");
            }
        },
        iter: 20_000);

    private static IEnumerable<PolicyContext> Contexts()
    {
        yield return ExpressionFixture.Context();
        PolicyContext other = ExpressionFixture.Context();
        other.Account = null;
        other.IsTls = false;
        other.SessionMessages = 0;
        other.HeloName = "I";
        yield return other;
    }

    private static string Show(object value) => value == ExpressionModel.Error ? "an error" : $"{value}";
}
