import{a as o}from"./chunk-Y3BCYS6U.js";import"./chunk-D5B5OSAX.js";import"./chunk-HTL2OKTB.js";import"./core.js";var e=o,p=4;export{p as indent,e as language};
