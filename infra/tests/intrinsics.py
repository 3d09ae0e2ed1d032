"""Evaluates the intrinsic functions of a CloudFormation template, as far as Rollcall's uses them.

A reference to a resource becomes its logical id, and one to an attribute "<id>.<attribute>", so
that a test can name what it expects. What is not known raises: nothing is skipped silently.
"""

import re

PSEUDO = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "rollcall",
    "AWS::URLSuffix": "amazonaws.com",
}
NO_VALUE = object()


class Scope:
    """What names stand for: the parameters' values, the mappings, the conditions, the resources."""

    def __init__(self, plain, parameters, pseudo):
        unknown = parameters.keys() - plain["Parameters"].keys()
        if unknown:
            raise KeyError(f"the template has no parameters {sorted(unknown)}")
        defaults = {name: one.get("Default") for name, one in plain["Parameters"].items()}
        self.values = {name: str(value) for name, value in {**defaults, **parameters}.items()}
        self.values |= PSEUDO | pseudo
        self.plain = plain

    def condition(self, name):
        return self.evaluate(self.plain["Conditions"][name])

    def evaluate(self, node):
        if isinstance(node, list):
            items = [self.evaluate(item) for item in node]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name in FUNCTIONS:
                return FUNCTIONS[name](self, argument)
            if name.startswith("Fn::"):
                raise NotImplementedError(name)
        items = {key: self.evaluate(value) for key, value in node.items()}
        return {key: value for key, value in items.items() if value is not NO_VALUE}

    def ref(self, name):
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.values:
            return self.values[name]
        if name in self.plain["Resources"]:
            return name
        raise KeyError(f"nothing is called {name}")

    def get_att(self, argument):
        logical, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
        if logical not in self.plain["Resources"]:
            raise KeyError(f"there is no resource {logical}")
        return f"{logical}.{attribute}"

    def sub(self, argument):
        text, extra = argument if isinstance(argument, list) else (argument, {})
        extra = {name: str(self.evaluate(value)) for name, value in extra.items()}

        def value(match):
            name = match.group(1)
            if name in extra:
                return extra[name]
            return self.get_att(name) if "." in name else str(self.ref(name))

        return re.sub(r"\$\{([^!}][^}]*)\}", value, text)

    def find_in_map(self, argument):
        table, row, column = (self.evaluate(item) for item in argument)
        return self.plain["Mappings"][table][row][column]

    def branch(self, argument):
        condition, then, otherwise = argument
        return self.evaluate(then if self.condition(condition) else otherwise)


FUNCTIONS = {
    "Ref": Scope.ref,
    "Condition": Scope.condition,
    "Fn::GetAtt": Scope.get_att,
    "Fn::Sub": Scope.sub,
    "Fn::FindInMap": Scope.find_in_map,
    "Fn::If": Scope.branch,
    "Fn::Split": lambda scope, pair: scope.evaluate(pair[1]).split(pair[0]),
    "Fn::Equals": lambda scope, pair: len({str(scope.evaluate(one)) for one in pair}) == 1,
    "Fn::Not": lambda scope, one: not scope.evaluate(one[0]),
    "Fn::Or": lambda scope, some: any(scope.evaluate(one) for one in some),
    "Fn::And": lambda scope, all_: all(scope.evaluate(one) for one in all_),
}
