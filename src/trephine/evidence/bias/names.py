"""Names of the tests for asymmetry, as a report prints them, by ``RegressionTest.name``."""

from collections.abc import Mapping
from types import MappingProxyType

from trephine.core.text import Text

NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "arcsine-thompson": Text(
            zh="反正弦 Thompson 检验", en="arcsine test of Thompson's kind (AS-Thompson)"
        ),
        "begg": Text(zh="Begg 秩相关检验", en="Begg's rank correlation test"),
        "deeks": Text(zh="Deeks 检验", en="Deeks' test"),
        "egger": Text(zh="Egger 检验", en="Egger's test"),
        "harbord": Text(zh="Harbord 检验", en="Harbord's test"),
        "macaskill": Text(zh="Macaskill 检验", en="Macaskill's test"),
        "peters": Text(zh="Peters 检验", en="Peters' test"),
        "pustejovsky": Text(zh="Pustejovsky–Rodgers 检验", en="Pustejovsky and Rodgers' test"),
        "schwarzer": Text(zh="Schwarzer 秩相关检验", en="Schwarzer's rank test of counts"),
        "thompson-sharp": Text(zh="Thompson–Sharp 检验", en="Thompson and Sharp's test"),
    }
)
