"""A mid-size model of cells, antigen, cytokines and blood for tests: smooth, stiff, 30 states."""

from tests.unit.mechanism.small_models import model_of

ASSIGNMENTS = """
TT = THp+THn+TLp+TNn
C1 = R1+M1+E1+X1
occ = bT*DT/(DT+KTz)
ste = DS/(DS+1)
dec = 1/(1+S/KS)
DH = dens*A
aH1 = dec*DH^hD/(KDB1^hD+DH^hD)
aL1 = dec*(lowf*DH)^hD/(KDB1^hD+(lowf*DH)^hD)
AL1 = aH1*(THp+THn)+aL1*TLp+0.2*P
YT = TT+P*5+1e-9
s1 = AL1/(KT+AL1)*(AL1/YT)^0.5
Il = 1/(1+((L+C1/KC)/KL)^2)
sup = 1/(1+Q/KQ)
pE1 = rhoE1*Y1*s1*(i0+(1-i0)*Il)*sup*(1-0.4*ste)
x1 = kX1*s1*(1+Q)
zk1 = kzk*Z^2/(0.09+Z^2)
W1 = E1+wX*X1+0.05*M1
coop = W1/(W1+KEc)
den = (KE+W1+TT/eta)/(coop+1e-9)
nf = fs+(1-fs)*TT/(TT+Ksan)
kk = kmax*nf/(1+Q/2)
kH = kk*W1*aH1/den
kL = kk*W1*aL1/den
kN = kby*W1/den*(TT-TNn)/(TT+1e-9)
gl = g*(1-TT/TK)
gH = (THp/1e-9)^4/(1+(THp/1e-9)^4)
gN = (TNn/1e-9)^4/(1+(TNn/1e-9)^4)
act = (E1+R1)*(AL1/eta)/(KE+W1+AL1/eta)
sig6 = I6*(1-occ)/(I6*(1-occ)+K6)
hF = (F-Fb)^h6/(KF6^h6+(F-Fb)^h6)
tol = 1/(1+(FER-500)/700)
inh = 0.6*(FER-500)/(FER-500+5000)
"""

STATES = """
R1 0 = -kd*R1
M1 0 = 0.03*kd*R1+0.05*Il*M1-0.5*s1*0.15*M1-0.02*M1+0.012*(1-s1)*E1-zk1*M1
E1 0 = 0.07*kd*R1+2*s1*M1+pE1*E1-dE*E1-0.012*(1-s1)*E1-x1*E1-zk1*E1
X1 0 = x1*E1-0.15*X1-zk1*X1
Y1 1 = -ksen*pE1*Y1*E1/(E1+1e-4)+(2*s1*M1+0.07*kd*R1)/(E1+1e-4)*(1-Y1)
THp T0 = gl*(gH-1e-7)*THp-kH*THp-0.1*DL*THp
THn T0/50 = gl*THn-kH*THn+gl*1e-6*THp-0.1*DL*THn
TLp T0/100 = gl*TLp-kL*TLp+gl*1e-7*THp-0.1*DL*TLp
TNn 1e-7 = gl*gN*TNn-kN*TNn+gl*1e-6*TLp-0.1*DL*TNn
A 1 = 2.1-(0.3+1.8)*A-3*kH/(kk+1e-9)*A
S 250 = 1.8*A*dens*THp+6*P-0.7*S
P 0.3 = 0.006*(B/(1+TT/500)-P)-0.5*aH1*coop*P
B 0.5 = 0.035*(1/(1+TT/200)-B)-0.2*coop*B-0.8*DL*B
L 0.8 = 0.12*L*(1-L/0.9)+0.002-1.5*DL*L-0.1*ste*L
F Fb = kF*act*(1-0.7*ste)+3*(Fb-F)
I6 7 = 42+4500*hF*tol*(1+sig6)*(1-0.8*ste)-6*(1-0.7*occ)*I6
V 0 = 0.8*((sig6+0.8*(F-Fb)/(F-Fb+400))-V)
N 0 = 0.5*(V*V*(1-0.6*ste)-N)
Z 0.01 = 0.0028*C1/(C1+0.5)*L*(0.25+0.75*B)*(1-Z)*(1+25*Z^2/(0.0225+Z^2))-0.002*Z
Q 0.6 = 0.1*((0.35+0.5*TT/(TT+200)+0.25*(F-Fb)/(F-Fb+500))-Q)
MP 22 = 0.01*TT-0.024*(1+(G+MP)/37)*MP
FER 500 = 0.15*(500+20000*(F-Fb)/(F-Fb+800)-FER)
G 6 = 0.4*P-0.024*(1+(G+MP)/37)*G
PR 1 = 0.72*PR*(((ANC0+0.02)/(ANC+0.02))^gam*(1-inh)-1)-1.152*DL*PR+0.002*(1-PR)
T1 1 = 0.72*(PR-T1)
T2 1 = 0.72*(T1-T2)
ANC ANC0 = 1.6*(ANC0*T2-ANC)
DL 0 = -1*DL
DT 0 = -0.12*DT
DS 0 = -0.9*DS
"""

PARAMETERS = {
    "rhoE1": 2.0,
    "dE": 0.15,
    "kd": 0.8,
    "ksen": 0.06,
    "kX1": 0.05,
    "KT": 2.0,
    "i0": 0.06,
    "KL": 0.41,
    "KC": 18.0,
    "KQ": 1.0,
    "KDB1": 0.3,
    "hD": 2.0,
    "KS": 1500.0,
    "g": 0.02,
    "TK": 3000.0,
    "kmax": 2.2,
    "KE": 1.5,
    "KEc": 1.0,
    "eta": 15.0,
    "wX": 0.2,
    "fs": 0.12,
    "Ksan": 0.01,
    "kby": 0.08,
    "dens": 1.0,
    "lowf": 0.5,
    "kzk": 0.5,
    "kF": 120.0,
    "Fb": 5.0,
    "KF6": 50.0,
    "h6": 2.0,
    "K6": 180.0,
    "bT": 0.97,
    "KTz": 2.0,
    "gam": 0.17,
    "ANC0": 2.8,
    "T0": 250.0,
}


def listing():
    """Return the model."""
    rows = [line.split(" = ") for line in STATES.strip().splitlines()]
    states = {}
    for left, rate in rows:
        name, first = left.split(" ", 1)
        states[name] = (first, rate)
    pairs = (line.split(" = ") for line in ASSIGNMENTS.strip().splitlines())
    rules = dict(pairs)
    return model_of("listing", states, PARAMETERS, rules, floor=1e-6)
